<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About GPTDesk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPTDesk {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A desktop window on a GPT. Everything runs on this computer: no text, and no figure about you, is sent anywhere. MIT licence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its size on this disk is being added up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its size on this disk is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes {0} on this disk with all that it needs, {1} of it PyTorch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} are for NVIDIA cards only: a computer without one needs PyTorch&apos;s CPU build, as the README&apos;s first page tells.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerBox</name>
    <message>
        <source>Find an answer in any chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No title, prompt or answer has these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: its last answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the answer to “{1}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerDialog</name>
    <message>
        <source>About this answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With which settings and dice is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs of this answer: which tokens were made how</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened on the way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the model&apos;s file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use these settings and this seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the &amp;file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No text yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, of which you put {1} there: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made with {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens {0} were made with {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of what the server told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the server&apos;s address, the model&apos;s name and its vocabulary: a server does not tell its file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerFactsViewModel</name>
    <message>
        <source>It is being written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window is writing it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was interrupted, and can be continued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It broke off after an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model ended it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its last run reached the number of tokens that was allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings are in use; this seed cannot be thrown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings and seed are in use. Another model is open now, or another precision: the same dice give other tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings and seed are in use. This answer was made with heads changed; the next one is the whole network&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings and seed are in use for the next answer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerPlanner</name>
    <message>
        <source>This answer is still being read. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window is writing this answer. It can go on when that is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server wrote this answer: connect to it again to go on, or regenerate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer has tokens of another model&apos;s vocabulary: regenerate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the text of this answer is known, not its tokens: regenerate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model ended its answer here. Send a message, or regenerate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine cannot switch heads off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads of a {0} cannot be switched off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A head&apos;s mean is known of a whole text only: switch the head off instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer was made with heads changed. It can go on when a model is loaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Appearance</name>
    <message>
        <source>The language changes when GPTDesk starts again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ArithmeticPart</name>
    <message>
        <source>The sum is a vector; the lists say which tokens lie nearest to it by cosine. The inputs themselves often come first, so both lists are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;a</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token a</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>− &amp;b</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token b, subtracted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ &amp;c</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token c, added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e&amp;xpected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest, inputs kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest, inputs left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inputs kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inputs left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>|a − b + c| = {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}. “{1}”: rank {2} with the inputs, {3} without them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>from {0}, {1}, to {2}, {3}: not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {0}, {1}, to {2}, {3}, weight {4}, scaled score {5}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>means over all places up to this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the head&apos;s reading goes to the place before; to the first place; to earlier places with the same token; and, as induction, to the places right after these: to what came next last time. Each is the mean over all places up to this one that can read so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>listed {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place {0}, left out, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum {0}, must be 100{2}%, difference {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after {0}: not allowed (mask)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>softmax: {0} is not allowed, its weight is 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>softmax: e^{0} / Σ e^x = {1} / {2} = {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>softmax: e^({0} {1}) / Σ e^(x {1}) = {2} / {3} = {4}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AttentionExports</name>
    <message>
        <source>colour: square root of the weight, 0 to 100 %; hatched: not allowed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AttentionPage</name>
    <message>
        <source>head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>previous place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>induction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>÷ √D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table is of one row of the map: what one place reads. {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All places of this head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the head reads from this place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Without the first place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many heads read the first place when there is nothing else to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head &amp;off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computes everything without this head, here only; the answer stays. Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies figures or pictures, or saves them as files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller cells (−)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger cells (+)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of the map (0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head {0}.{1} &amp;off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from “{0}”, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0} on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; {1} {2}, was {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place {0}, left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention of all heads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BranchesPage</name>
    <message>
        <source>The other branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the other branch, and look at this place of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same stop of both branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>patching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other&apos;s stream in this branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length of the difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predictions of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stop in both branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 is how far this branch prefers its own token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 is how far the other branch prefers its own token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching, place by point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;0 is this branch&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;1 is the other&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer {0} of {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To prompt {0} of {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer has no other branch yet. Put another token in the place of one, regenerate the answer or edit the prompt: then both stand here at the same stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both texts are the same, token by token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They part at place {0}: {1} here, {2} there. Up to place {3} they are the same, and so are all numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They part at place {0}: {1} here, {2} there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The other ends at place {0}, which is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are computed with {0}, however they were written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two branches · {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both branches are not read yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computes this branch again, each time with one vector of one place taken from the other branch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computing, cell {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In which place of which block does the difference sit? Each cell: this branch is computed again with that one vector taken from the other. 0: the prediction stays this branch&apos;s; 1: it is the other&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the stream after block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at “{1}”, place {2}: not computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at “{1}”, place {2}, taken from the other branch: {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ln(p “{0}” / p “{1}”): here {2}, there {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; the other: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is patched yet: compute it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no figures of two branches yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChatViewModel</name>
    <message>
        <source>At temperature 0 there are no dice: the same answer would come again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer is being written. Its views can be kept when it ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is blank. Write something, then send it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written in another conversation. Stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open one, then send again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChoiceBox</name>
    <message>
        <source>What has these words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>Not everything is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything is finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close and lose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you close now, this is broken off:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is new is still being saved. If you close now, it can be lost. Stay, and close a little later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you close now, this is lost:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>•  What is new in conversations: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>•  Text that was written and not sent: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To keep it, stay; copy or export it, or mend this, and close again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeButtons</name>
    <message>
        <source>Copy this code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColourLegend</name>
    <message>
        <source>Colour by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour tokens by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tint every token of prompt and answer by what the model thought of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First band to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Third to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges of the bands of ranks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ColouredText</name>
    <message>
        <source>Text by {0}, coloured by {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text read by {0}, coloured by {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>q {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprisal {0} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy {0} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put there by the user</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} and less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bits and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sha256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer at the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer at the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another answer at the left, of any chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another answer at the right, of any chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text at the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text at the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of both answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;left one in its chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;right one in its chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareMenu</name>
    <message>
        <source>Another answer to this &amp;prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any &amp;other answer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What another &amp;model answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}
Answers this prompt with the same settings and seed, in a branch, and is the model in use then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other model is known: open one first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareWords</name>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are the same, token by token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They part in their prompts, at place {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They part at place {0}, the answer&apos;s token {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is the same; it is left out below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} at the left, {2} at the right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Their tokens are of different vocabularies: they are compared by text, and without colours, which belong to tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are the same, letter by letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answers part at character {0}. The prompt is left out below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompts are different, from character {0} on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chances</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>covered: guess first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not kept: open {0} to know it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p of “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank and surprisal there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed, model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p {0}, final q {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put there by the user</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComparingViewModel</name>
    <message>
        <source>There is no answer with known tokens there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to compare here yet: regenerate the answer first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter sends, Shift and Enter begins a new line, Escape stops the answer or leaves a prompt that is edited.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model continues your text; earlier messages play no part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model answers; earlier messages are part of the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How a conversation is laid out…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (not with this model)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files of {0} do not say how a conversation is laid out. Choose a layout below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a beginning…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate one token (F10)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop after this token (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the prompt (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open one first (Ctrl+O).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 character unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} characters unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counted is all that the model will see: earlier messages, yours, and who speaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s vocabulary has no tokens for these characters: they are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last 1 token is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last {0} tokens are used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last {0} used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · {1} left · older messages left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left · older ones left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · {1} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ContributionsPage</name>
    <message>
        <source>‹ All p&amp;arts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backspace does the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token that the figures are about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;versus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token whose logit is taken away in the column “versus”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shares as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each part wrote to the logit, the last norm&apos;s σ held fast. Exact as an account, no forecast: later blocks read these parts too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By the {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>net&amp;work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the order of the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>versus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reverse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most negative first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the logit itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the logit above the mean logit of all tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the logit above the other token&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What every part wrote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sum, target and difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the most probable other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (the first)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (runner-up)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, by the place it read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, by neuron</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>versus “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>− and +: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only heads and MLPs have parts of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}. Enter opens it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network&apos;s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationCommands</name>
    <message>
        <source>Import conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations that GPTDesk exported (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer in “{0}” was interrupted when GPTDesk ended; what was written is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{1} answers were interrupted when GPTDesk ended, the last one in “{0}”; what was written is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} conversations were deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationExport</name>
    <message>
        <source>There is nothing to export yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export all conversations into a folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationFind</name>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationListModel</name>
    <message>
        <source>Pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pinned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an answer is being written</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationListView</name>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un&amp;pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationPrinting</name>
    <message>
        <source>Pages are being made already. Wait for their end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to print yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pages are being made…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationTransfer</name>
    <message>
        <source>Exported to {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} exported to {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} could not be: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is being imported; nothing of it stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is being exported; only files that are whole stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A conversation was deleted meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} more could not be imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The import was stopped; nothing was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The import was stopped after the conversation was here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The import was stopped after {0} of {1} conversations; nothing is here of the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} conversations were imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This conversation is here already; it was imported as a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 of {0} is here already; it was imported as a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} are here already; they were imported as copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export was stopped; what was finished stays.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CopiedTable</name>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something unexpected happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPTDesk met an error that it did not expect. Your conversation is still here and you can go on. This report helps to mend it; it contains none of your text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashReporter</name>
    <message>
        <source>{0}: no log can be written ({1}). The details of a mistake would be lost.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CurvesPainter</name>
    <message>
        <source>prompt {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▴ surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▾ entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity so far</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CurvesView</name>
    <message>
        <source>Surprisal, entropy and perplexity of every token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The curves over a text appear here once the model has written one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DeleteEverythingDialog</name>
    <message>
        <source>delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete everything?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To go on, &amp;type “{0}”:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type “{0}” to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This deletes for good, and nothing brings it back:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>•  {0}, with all branches, tokens and figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>•  Backups: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>•  Everything that was written and not sent yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>•  Damaged files of the history that were put aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was deleted is overwritten in the file. An answer that is being written ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings, models, and files that you exported stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It breaks off what is still going on:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DevicesViewModel</name>
    <message>
        <source>A graphics card that works computes, otherwise the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Graphics card {0}, not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While it is gone, the CPU computes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applies to the model that is opened next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} needs about {1} of memory, and {2} are free. The computer may become very slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; {0} are free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; the card has {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory: about {0}{1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory: about {0} in Exact, {1} in Balanced, {2} in Fast{3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory: about {0} in Exact, {1} in Balanced{2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (card {1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is opened again, in the card&apos;s own memory ({0}); the first answers are prepared on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor computes, with {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor computes, with {0}; {1} of memory are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of memory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadLine</name>
    <message>
        <source>Download of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete what came of it. Pause it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, being paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} a second</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadsList</name>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadsViewModel</name>
    <message>
        <source>{0} is not fetched, since it could not be opened. {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model hub cannot be reached ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DrawBar</name>
    <message>
        <source>u = {0} falls on “{1}”, which has {2} to {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, which stands in the text, could not be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, which stands in the text, has {1} to {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”: {1} to {2}, {3}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop to open {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to import {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to import {0} files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DroppedTexts</name>
    <message>
        <source>{0}: not inserted, because another chat is open now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: not UTF-8, so it was read as {1}. If letters look wrong, save it as UTF-8 and drop it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}. Nothing of it was inserted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EffectView</name>
    <message>
        <source>before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most probable tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;First other place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at that place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprisal, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>effect, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL before ‖ after, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p of “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is changed: switch a head off or hide a token first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being looked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks for the first place of the text, up to this one, at which the most probable token is another one because of the changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space switches the head under the cursor off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to this place, the most probable token is the same everywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After place {0} the most probable token is “{1}”, it was “{2}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Effects</name>
    <message>
        <source>{0} → {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, now first: “{1}” {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; {1} {2} percent, was {3}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>The model is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try one:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To use a GPT-2, SmolLM2, Llama 3 or Qwen model:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose from a list…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models on this computer: what each is, and the memory that it needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file (Ctrl+O), or drop one on the window: a GGUF file, a Hugging Face folder, or a checkpoint of a GPT-2 (safetensors, bin, pth, pt).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No, thanks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a message, and watch a language model answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who are you?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell me a story about a little fox.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What do you see when you look at the moon?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a beginning, and watch a language model go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The little fox looked at the moon and said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One day, a girl found a small door in the garden.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New here? Take the tour of seven steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open one to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} runs on this computer; nothing is sent anywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} runs on {1}; what you write is sent there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, partly with {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You, continued by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer broke off here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} heads changed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EntryButtons</name>
    <message>
        <source>prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prompt {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit this prompt and ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare this answer with…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About this answer: settings, seed and model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer again, with other dice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue this answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExampleCard</name>
    <message>
        <source>Try: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies figures or pictures, or saves them as files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is &amp;shown of it: one branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &amp;whole conversation, every branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;All conversations, a file for each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No conversation is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPTDesk file, to be imported again (.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markdown (.md)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plain text (.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web page (.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PDF (.pdf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of all tokens (.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours of the tokens, by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of the &amp;tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this file has and lacks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a web page and a PDF have colours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table always has them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a GPTDesk file, a web page and the table can have them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A PDF is made of one conversation. Choose one, or another form.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is lost: Import conversations brings back every branch, setting and token, with all its figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the figures of its tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other branches, and the figures of its tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import conversations brings it back, without {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A row for each token of the answers, with its probability, rank and the most probable others. For other programs; it cannot be imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other branches are not in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To be read, with p and rank of a token where the mouse rests; it cannot be imported. {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To be read, without figures; it cannot be imported. {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportMenu</name>
    <message>
        <source>Copy: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save: {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} could not be written: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was not written, because there is no folder {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FigurePages</name>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FiguresPrinting</name>
    <message>
        <source>Pages are being made already. Wait for their end.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words to find in this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter goes to the next place, Shift and Enter to the one before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place before (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next place (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Formula</name>
    <message>
        <source>The network gives this token no chance at all: its logit is minus infinity.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token that already occurred has its logit divided by {0} if it is positive, multiplied if it is negative; once, however often it occurred.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every score is divided by {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the best score, and its ties.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the {0} best scores. Ties of the last one stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the most probable tokens that together reach {0}. The token that crosses {0} is kept; of tokens that tie at the edge, as many as are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps tokens at least {0} times as probable as the most probable one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At temperature 0 the best score is always taken; of ties, the lowest id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is the largest logit, {1} the sum of e^(logit − {0}) over all {2} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A repetition penalty of 1 changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This token has not occurred yet: its logit stays {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A temperature of 1 changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So cold that nothing but the best score is left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So cold that scores are measured from the best one: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off: all {0} stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This one is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This one stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 of {1} stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept together: {0} / {1} = {2} {3} {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is the largest score, {1} the sum of e^(score − {0}) over {2}: they are renormalised, so that they sum to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the 1 token that is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {0} tokens that are left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed by {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token has no row of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens have no row of their own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; {1} of them could be chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormulaCard</name>
    <message>
        <source>Worked formula</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Find a term…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of the term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No term has these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here and now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is worth here and now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its figures are in the window Under the hood: mark a token and press F7.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden until it is revealed: guess mode is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to be told of it here. Mark a token of an answer, with the inspector open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, the most probable next token,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What could come next is looked at; {0} is not written yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is looked at, token {1} of the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is looked at, token {1} of the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has the id {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in use has {0} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has the logit {1} here; the largest is {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here e^(logit − {0}) of all {1} tokens sum to {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has a raw p of {1} here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has rank {1} of {2} here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} had {1} bits: −log2 of {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bits here: as unsure as a fair choice among so many tokens: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy here: {0} bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here: surprisal {0} bits, entropy {1} bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here: raw p {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here: raw p {0}, final q {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} here: it changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is set now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} here: of {1} tokens it left {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} tokens kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token was kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens were kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the {0} rows here is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed of the {0} rows here: {1} ({2}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is greedy here: the temperature is 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not here: the temperature is {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has a final q of {1} here, made of a raw p of {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>u = {0} here. {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None is fixed now: each answer has new dice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixed now: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} stands in the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was put there by you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was chosen by the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, over what was foretold of this text, in tokens: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} tokens now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has {1} parameters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} now. {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The surprisal of {0}: {1} bits are {2} nats.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the network says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the settings do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the dice fall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text, and the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under the hood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the page “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other terms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The piece of text that the network reads and writes: a word, a part of one, or a sign, often with the space before it. An answer is made one token at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number of a token in the vocabulary, counted from 0. The network sees only these numbers. With another model the same number may be another token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tokens that a model knows. At each step it gives a probability to every one of them; whatever is shown here is computed over all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The score that the network itself gives to a token, before any probability. Only differences count: one more means e = 2.718 times as probable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step from scores to probabilities: e to the power of each score, divided by the sum of these over the whole vocabulary. So all of them together are 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>normalise weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probability that the network gives to a token: the softmax of the logits at temperature 1, before any setting, in float32 over the whole vocabulary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probability chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The place of a token when all tokens of the vocabulary are put in order of raw p. The most probable one has rank 1; of equal ones, the lower id comes first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How unexpected a token was: −log2 of its raw p, in bits. 50 % is 1 bit, 25 % are 2 bits, and so on. A token that was certain has 0 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>information</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How unsure the network was before the token came: the surprisal that it expected itself, −Σ p log2 p over the whole vocabulary, in bits. 0 is sure; n bits are as unsure as a fair choice among 2 to the power of n tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uncertainty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unit of surprisal and entropy: what one toss of a fair coin tells. Each bit more is half as probable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last row of a list: all tokens without a row of their own, together. With it each column sums to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first setting that is applied. A token that already occurred has its logit divided by it where it is positive, and multiplied where it is negative. Above 1 such tokens become less probable; 1 changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Divides every score before the softmax. Below 1 the probable tokens become more probable, above 1 all become more alike; 1 changes nothing, 0 is greedy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A filter that keeps the k tokens with the best scores, and those that tie with the last of them. 0 switches it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A filter that keeps the most probable tokens until together they reach p; the one that crosses p is kept too. 1 switches it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filter nucleus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A filter that keeps each token that is at least this fraction as probable as the most probable one: where the network is sure few stay, where it is unsure many. 0 switches it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many tokens of the vocabulary are left when all filters were applied. One of them is drawn; at least one always stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token that a filter took out. It stays in the list, struck through and with the name of that filter: its final q is 0, and no dice can choose it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>struck out filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What temperature 0 does: the token with the best score is always taken, of equal ones the lowest id. No dice are asked, and the answer is the same each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>argmax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probability with which a token was really drawn: after penalty, temperature, top-k, top-p and min-p, in this order, scaled up again so that what is kept sums to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How one of the kept tokens is chosen. They are laid end to end from 0 to 1, the most probable first, each as long as its final q; the one on which u falls is the next token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dice sampling chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>u</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number that the dice give for one token, from 0 up to, but never, 1. It is kept with the token, so that the same dice can be thrown with other settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dice random number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number from which all u of an answer are computed. The same model, text, settings and seed give the same answer again, on the same device and precision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token that you put into the text in the place of another one. No dice were asked for it; the answer goes on from there in a branch of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forced swap branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How hard a whole text was to foresee: 2 to the power of the mean surprisal of its tokens. It is as if each of them had been a fair choice among so many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens that the network sees when it computes the next one, and how many it can see at most. When it is full, the older part is left out and the text says where that happened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context length window memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers that training has found, and that answering only reads: embeddings, attention, feed-forward layers and norms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How finely the weights are kept and multiplied: Exact is float32, Balanced has 16 bits, Fast has 8. How far the result is from float32 is measured on your model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32 bfloat16 int8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Kullback–Leibler divergence: how far one distribution is from another, Σ p ln(p / q) over the whole vocabulary. 0 means that they are the same. Here it compares a precision with float32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>divergence error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The unit of surprisal and KL where the natural logarithm is used instead of log2. One nat is 1.4427 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a block that reads from earlier places: its weights, which sum to 100 % at each place, say how much from where. 3.2 is head 2 of block 3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention weight score row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Induction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A way of reading: the token here stood in the text before, and the head reads what came next then. Its figure is the weight of these places, as a mean over all places that can read so; the figures for the previous place, the first place and the same token are such means too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>previous place first place same token pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network computed without a head: it writes zeros, or, with “mean, not zero”, its mean over this text. “All off” does so with every head: no place reads another one then. The first other place is where the most probable token is another one than before. The model itself and the answer stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all off mean zero ablation strength what if first other place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the network would say if it ended after a block: the vector there, read by the last norm and the output matrix. A reading, not a belief.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logit lens stream point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What wrote the logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The logit of a token as a sum of what each part wrote. Raw is the share itself, centred the share above the mean logit of all tokens, versus the share above another token&apos;s. Exact as an account, but no forecast of what a head off does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw centred versus share contribution part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step of learning on a copy. Plain moves each weight by the learning rate times its gradient; AdamW&apos;s first step moves it by the learning rate, nearly. Put back gives the copy up; the loaded model never changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plain AdamW gradient loss learning rate put back shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How ln p of the token grows on a straight line from a baseline to the text, shared out among the tokens. It depends on the baseline, and does not say what would happen without a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>baseline attribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One branch is computed again with a single vector taken from the other. 0 means that it changes nothing, 1 that this one vector makes the whole difference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two branches</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuessCover</name>
    <message>
        <source>What comes next?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes after your text?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How does the other answer begin?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess first. Then reveal the chances and where the dice fall. The same key goes on to the next question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reveal (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reveal (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuessField</name>
    <message>
        <source>Your guess, with its space…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes next?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A space in front belongs to it: “ fox” is a new word, “fox” goes on with the last one. Enter, Step and Reveal show what the guess was worth.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuessStack</name>
    <message>
        <source>Revealed. Enter or Space: the next question.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuessVerdict</name>
    <message>
        <source>Guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model ended its answer here: nothing is left to guess. Send a message, or regenerate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You would have needed {0} bits; what came needed {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right: it needed {0} bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p is that of {0} pieces one after another, the rank that of the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first piece is right.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuessesViewModel</name>
    <message>
        <source>Another model was opened meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeadGrid</name>
    <message>
        <source>All heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0}: previous place {1}, first place {2}, same token {3}, induction {4} ({5})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads, {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeadMap</name>
    <message>
        <source>Map of the head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map of the head, {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeatLegend</name>
    <message>
        <source>Scale of the weights, by their square root; hatched: not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Tokens by rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or press Enter: to the next token of the band.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {0}: {1}, {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryCare</name>
    <message>
        <source>A backup was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backup is in place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was there before is in the list.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File with all conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backups, the newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete everything…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore puts the chosen backup in the place of all conversations. Those of now are kept as a backup first, so that you can come back; an answer that is being written ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bac&amp;kups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history cannot be read now; {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of that day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before all was replaced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by Back up now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One is made each day that you use GPTDesk. The newest of seven days and of four weeks are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is none yet. {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} conversations</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryWarnings</name>
    <message>
        <source>Restore the backup of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The conversations of {0} are here again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those of now were kept as a backup: File, History and backups.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HubPage</name>
    <message>
        <source>owner/name, or the address of a model&apos;s page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To fetch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models of this repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fetch it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its &amp;page in a browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look asks {0} what it has. Nothing is asked before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is being asked…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no file that GPTDesk can open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its licence has to be accepted on its page first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and 1 file more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {0} files more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HubPlace</name>
    <message>
        <source>This is no access token. One begins with hf_ and has no spaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token cannot be kept: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token cannot be deleted: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InferenceClient</name>
    <message>
        <source>Another model was opened meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InferenceWorker</name>
    <message>
        <source>The answer broke off. Please try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <source>{0} “{1}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neuron {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention bias {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MLP {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>constant (shift of the last norm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: centred {1}, raw {2}, versus “{3}” {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after the attention of block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: “{1}” {2}, rank {3}; first “{4}” {5}; entropy {6} bits, KL {7} nats, length {8}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>added by head {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query of head {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block {0} · head {0}.{1} · {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block {0} · {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1}, float32, as stored, place {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; the network saw places {1} to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out before place 1: 1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out before place 1: {0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pinned: this text is of another chat, “{0}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network saw places {0} to {1} of this text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context was full: place 1 was forgotten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context was full: places 1 to {0} were forgotten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt was too long: its first token was left out, and has no place here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt was too long: its first {0} tokens were left out, and have no place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with changes: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as stored, with all heads on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place {0} hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>places {0} hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}; and {2} more (code {3})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at its mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {0} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 hidden place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} hidden places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id → row id of E</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token is a number; the number picks one row of the embedding table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>x = E[id] + P[place]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the token is, plus where it stands: the vector that enters the first block.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>norm 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = (x − mean) / √(variance + 0.00001);  h = n ⊙ scale + shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector is brought to mean 0 and variance 1, then stretched and shifted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query, key, value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>q = h Wqᵀ,  k = h Wkᵀ,  v = h Wvᵀ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this place looks for, what it offers to others, and what it passes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turned by the place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>angle = (place − 1) · θ;  (u, v) → (u cos − v sin, v cos + u sin)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers i and i + D/2 are a pair, each at its own speed; grey before, blue after.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight = softmax(q · k / √D), later places masked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much this head reads from each place before. It says where, not why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weighted sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>z = Σ weight · v</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The values of the places that are read, each times its weight, added up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a = [z¹ … zᴴ] Woᵀ + b</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All heads side by side, mixed by one matrix into what attention adds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>m = x + a</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention adds to the vector and replaces nothing: the original stays in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>norm 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = (m − mean) / √(variance + 0.00001);  h = n ⊙ scale + shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same again, before the feed-forward layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>four times wider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>u = h W₁ᵀ + b₁</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each neuron measures one direction of the vector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GELU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>g = u/2 · (1 + tanh(√(2/π) · (u + 0.044715 u³)))</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strong signals pass, weak negative ones stay a little; ReLU would erase them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gate and up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>u = h Wgᵀ,  w = h Wuᵀ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each neuron measures two directions: one is its gate, the other its content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SiLU(gate) · up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>g = u / (1 + e^(−u)) · w</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate decides how much of the content passes; below 0 it is nearly shut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>narrow again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>f = g W₂ᵀ + b₂</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every neuron that is on writes its own vector, as strongly as it is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>x′ = m + f</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed-forward layer adds too: this is what the next block reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = LN(x)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last vector, normalised once more before it is compared with every token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logit(token) = n · row of W_U</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One dot product per token of the vocabulary: how well it fits what comes next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>x = E[id]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number picks one row of the embedding table: the vector that enters block 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = x / √(mean square + eps);  h = n ⊙ scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vector is brought to a mean square of 1, then stretched; its mean stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each head of a group looks for; what they share: the key and the value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a = [z¹ … zᴴ] Woᵀ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = m / √(mean square + eps);  h = n ⊙ scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>f = g Wdᵀ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n = x / √(mean square + eps) ⊙ scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum: input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>normalised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of the norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after GELU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ReLU would give</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MLP adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query, normed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key, normed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>angle, radians</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query, turned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key, turned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SiLU of the gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SiLU · up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what wrote the logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>embedding space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept views</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsideViewModel</name>
    <message>
        <source>The model is being opened…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model to look inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine does not show the inside of its model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under the hood does not know how the network of a {0} is built.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written. Its tokens can be looked at when it ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the prompt first: its way through the network is here then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a prompt, and mark a token: its way through the network is here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens are of another model&apos;s vocabulary, which the model in use cannot read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsideWindow</name>
    <message>
        <source>Under the hood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay at this text and place, whatever is marked in the chat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep this view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pr&amp;int…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the picture and the figures on show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is covered while you guess. Reveal it before printing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page is being computed. Print it once it is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to print yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A kept view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight {0} in head {1}.{2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This page is of what is kept: go to another one to keep its figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is looked at. {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer with which it could be kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is of another chat: open that one to keep a view.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The figures are being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store the place, the step, what is changed and the figures on show with the answer. They open under “kept views”, without a model too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is the first token: nothing predicted it, it is only read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes after “{0}”, place {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes after “{0}”, place {1}: most probably “{2}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How “{0}”, place {1}, was predicted after “{2}”, place {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How “{0}”, place {1}, is predicted after “{2}”, place {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading, block {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p {0}, rank {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next: “{0}” {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, computed with {1}; the answer came from {2}, {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer: {0} ({1}), here: {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JumpBox</name>
    <message>
        <source>Go to a conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No title has these words.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeepingViewModel</name>
    <message>
        <source>Kept with this answer, without its one row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept with this answer, the first {0} of {1} rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept with this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 more row is not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} more rows are not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {0} to go to this place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computed with {0}; the model in use is {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This version has no such page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeptCells</name>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>variance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prediction, as changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p of “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its surprisal, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeptModels</name>
    <message>
        <source>{0} is being read and compared…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not what was fetched: {1} changed or gone. Remove it, and get it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is as it was fetched: {1} compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is removed. It can be brought back until GPTDesk ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is in its place again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeptPage</name>
    <message>
        <source>view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of which token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of the kept view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forgets this view; Undo brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>U&amp;ndo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brings back the view that was deleted last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the figures of this view, or saves them as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures are not kept: of a map the row of its cursor is here, of all heads their four figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures are not kept; the figures are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The place, the step and what is changed, computed again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept with the answers of this chat, the newest first; no model is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is kept in this chat yet. “Keep this view” stores the place, the step, what is changed and the figures on show with the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted. Undo brings it back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayoutDialog</name>
    <message>
        <source>How a conversation is laid out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this layout means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is the capital of France?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A &amp;question to try it with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your &amp;template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model &amp;gets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As token &amp;ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, as token &amp;ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shaded: tokens that nothing that is typed becomes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer ends where the model writes: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing ends an answer but its length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your template is kept, but not in use; the layout is still: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayoutsViewModel</name>
    <message>
        <source>As the model&apos;s files say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What its makers trained it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each message is a paragraph; nobody is named. For models that continue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User and Bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“User:” and “Bot:” before each message, as in a play.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alpaca: instruction and response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of models that were taught instructions, those of the book among them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DialoGPT: an end after each message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token that ends a text stands after each message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ChatML: &lt;|im_start|&gt; and &lt;|im_end|&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of many chat models. Only some have these tokens; others read letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A template in Jinja, as models bring them. It is kept for this model, and can neither read files nor run for long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing in it yet: write a template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files of {0} do not say how a conversation is laid out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This layout lasts until you close: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LearningPage</name>
    <message>
        <source>loss and &amp;one update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss of the text, and one step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inte&amp;grated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each token adds to ln p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss and update as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text in colours as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Integrated gradients as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no integrated gradients yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LensGrid</name>
    <message>
        <source>What every block would say, at all places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, place {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: not computed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LensPage</name>
    <message>
        <source>&amp;Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token that the figures are about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curve as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each point of the stream would say if the network ended there: a reading by the last block&apos;s decoder, not a belief.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This &amp;place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All points at one place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;ll places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All places, ends of blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probability of the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most probable token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rank of the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How spread out it is, in bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far from the answer&apos;s own, in nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>|x|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>five most probable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probability of the token, if the network ended at this point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rank of the token among all, if the network ended at this point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How spread out that prediction is: 0 bits is sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far that prediction is from the network&apos;s own, over all tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The length of the vector at this point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What every point of the stream would say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One figure over all points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not computed yet: open “All places” first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens at all places: {0} of the next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens: {0} of “{1}”</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LensRow</name>
    <message>
        <source>first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… {0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LibraryViewModel</name>
    <message>
        <source>{0} was not opened by itself, because GPTDesk did not get through opening it the last time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is computed in {1}, as the model before it was. Its figures are not quite those of float32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is opened instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is still in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open now.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LibraryWindow</name>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages of the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any model of the hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is there: every file has the hash that the hub told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of {0} is looked at before it is fetched…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ListedModels</name>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Family</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory, exact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Came with GPTDesk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In your models folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In an installed Python package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the cache of the Hugging Face hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters: {0}. Memory, computed exactly: weights {1}, keys and values {2} when the context is full (tokens: {3}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is drawn from a seed when it is opened: what a network says before it learned anything.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LongValue</name>
    <message>
        <source>Copy {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LossCurve</name>
    <message>
        <source>Loss over the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {0}: {1} nats per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss, nats per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LossWords</name>
    <message>
        <source>not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} nats, {1} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step was much too large: the loss is out of all bounds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step was too large: the loss grew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step was long: the loss fell, but far from the gradient&apos;s straight line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The step was short enough: the loss is near the gradient&apos;s straight line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computed in the changed network, with {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output matrix</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LowerStrip</name>
    <message>
        <source>What the network would say after each block already. Opens the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each part wrote to the logit, above the mean of all. Opens the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens in short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What wrote the logit, the largest parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lens{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote the logit (centred)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainMenu</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open model &amp;folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Recent models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Models on this computer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Get a model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;bundled model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to a ser&amp;ver…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Borrow a model of llama.cpp&apos;s server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read a &amp;text file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures and colours a text; no answer is asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export &amp;all conversations…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import conversations…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop export or import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;History and backups…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as P&amp;DF…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Print…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo &amp;deletion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select al&amp;l</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy last &amp;answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Explain the selected text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The figures of its tokens, without sending it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find in this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find pre&amp;vious</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to conversation…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Search all conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Continue the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Step one token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;How a conversation is laid out…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About this answer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour &amp;tokens by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ca&amp;rd of a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Walk through the tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To&amp;kens of any text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Under the hood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as Mark&amp;down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headings, lists, bold and code of this chat; the text itself stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token id&amp;s in lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;hances while you write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what would come next after your text, before a token is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Guess mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;ype a guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk &amp;mode: Space makes a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Actual size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Co&amp;lours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the mouse &amp;rests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While &amp;Ctrl is held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Never by itself: F2, then Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Glossary…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;What is this?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First &amp;tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About GPTDesk…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages are being made for a PDF or a printer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MakePage</name>
    <message>
        <source>A network of the book&apos;s GPTModel, of any shape, with GPT-2&apos;s vocabulary. Untrained it writes noise; trained here on a text of yours its head is the token embedding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Biases of query, key and value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The output head is the token &amp;embedding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Make it, untrained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer blocks, one after the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention heads in each block.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that describe a token inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conte&amp;xt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that it can look back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed draws the same first weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MakingViewModel</name>
    <message>
        <source>{0} heads cannot share a width of {1}: it must be a multiple of them. The next one is {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} parameters; about {1} of memory, computed exactly, with a full context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has {0}: take fewer layers or a smaller width.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelInfoViewModel</name>
    <message>
        <source>Applies to the model that is opened next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is being opened again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reference: no error. Balanced and Fast are not offered for this model on this device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reference: no error. Fast is for files with 4 bits a weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reference: no error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing faster works on this computer: float32 computes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it is full it takes {0} of memory. The model allows {1} at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error: {0} nats mean KL, the same first choice at {1} of {2} places, measured on this model here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As good as float32 (difference too small to matter): {0} nats mean KL, the same first choice at {1} of {2} places, measured on this model here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that the network sees when it chooses the next one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over the tokens after the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From sending to the first new token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens read before the first new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that the model chose in the last run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens in the vocabulary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest context in tokens: the number of learned positions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest context in tokens; the file allows {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers that describe one token inside the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention heads per block, each {0} wide.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads with keys and values, each for a group of {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers of a head&apos;s query, key and value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers between the matrices of the feed-forward layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added to the mean square before its root is taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the angles that tell places: larger turns more slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What slows the angles down, for a longer context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocks, from 0, that do not know places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many tokens back a token sees, itself included.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether every head&apos;s queries and keys are normalised.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transformer blocks, one after the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout while training; switched off when answering.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether queries, keys and values have a bias.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the output head is the token embedding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate inside each block: GPT-2&apos;s tanh form of GELU, or the exact function.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the server tells.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In all blocks together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head is the token embedding, and is counted there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The head has weights of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token embedding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position embedding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counted with a head of its own it would be {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untied: embedding and head are counted both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you write is sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a question about a token to its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU threads in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the network computes with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes hold the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken by keys and values when the context is full (tokens: {0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw probabilities, as many as are needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw probabilities of {0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How a conversation is laid out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bits a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On average, in the file; what is computed with stands above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the weights, as the model&apos;s files name it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, chosen by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none; one can be chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its own</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelListDialog</name>
    <message>
        <source>Models on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In your models folder, in installed Python packages, in the cache of the Hugging Face hub, and those opened before. Only the heads of the files are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in &amp;folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare its files with the hashes that the hub told when it was fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Bring back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only what lies in your models folder can be removed here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelOpening</name>
    <message>
        <source>Open another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use Exact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this device means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest context, in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this length means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NeighbourList</name>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>|b|</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NeighbourParts</name>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dot</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NeighboursPart</name>
    <message>
        <source>The angle (cosine) finds tokens of like meaning; the dot product, by which logits are made, also grows with the length of the vector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The one at the p&amp;lace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest by cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest dot product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by dot product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token “{0}”, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is the one that is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token that is looked at in the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id {0}, |a| = {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; {1} tokens share this row</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NextTokenPage</name>
    <message>
        <source>Other text instead of this token…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other text instead of this token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter: the answer branches here, with this text as its next tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or Enter: send, and let the answer begin with this token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is another one now; its chances are on their way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chances with the settings as they are now, not those of its choice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine cannot tell the chances with other settings.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OffBar</name>
    <message>
        <source>Changes in the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Answer again like this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer that was written with these heads changed, beside the one before it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;ut all back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every head is on again and every token is read: the network as stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: clear it to put it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The effect is covered until it was guessed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch a head off first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only tokens are hidden: an answer is written with heads off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A head writes its mean, which is known of a whole text only: an answer is written with heads off, up or down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer that could be written again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is of another chat: open that one to answer again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the answer again, with the same dice, as a branch beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} Heads stay off, hidden tokens are read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all put back; {0} {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OtherModelViewModel</name>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is open, but another chat is: nothing was answered again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is in use now.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaintedTable</name>
    <message>
        <source>There are no rows here yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Painting</name>
    <message>
        <source>This cannot be drawn. The log says why.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PairTurns</name>
    <message>
        <source>Pairs of numbers, turned by the place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs: {0}; the largest angle: {1} rad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} [{1}] and [{2}]: turned by {3} rad, {4}°; before {5}, after {6}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartRows</name>
    <message>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} = {1} ({2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… {0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PatchMap</name>
    <message>
        <source>Patching picture, point by place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>−1, away from the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0, as this branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+1, as the other</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PathPanel</name>
    <message>
        <source>How ln p grows while the token vectors grow on a straight line from the baseline to the text; it depends on the baseline, and does not say what would happen without a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From vectors of length 0; positions stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not for this network: its first norm makes the same of a vector at any length, so that all would happen at zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the end-of-text token at every place; positions stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the end-of-text token at every place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end of te&amp;xt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the integrated gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Integrated gradient, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>difference of ln p, baseline {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remainder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows the line from the baseline to the text, step by step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”: ln p {1} at the baseline ({2}), {3} at the text, difference {4}. Sum of the tokens {5}, remainder {6}; {7} steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end of text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PipelineColumns</name>
    <message>
        <source>raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>÷ temp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network&apos;s score for each token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e^logit, divided by the sum of e^logit over all {0} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is left, renormalised: divided by its sum, so that it is 100 % again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens kept</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PipelinePage</name>
    <message>
        <source>Pipeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · id {1} · rank {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps are on their way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every token that the model writes appears here, with the way it was chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps between appear when the answer ends, or at once when you mark a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a model to see the steps between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine cannot tell the steps between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing stands before the first token, so nothing predicted it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You wrote this token, no settings chose it. “Settings now” shows what they would make of its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With which settings this token was chosen is not known. “Settings now” shows what those of now make of its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer was written by {0}. The steps are what the model in use makes of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer was computed with precision “{0}”. With the one in use the figures differ a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps are computed with {0}, as the answer was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token was drawn yet: the dice are asked when you send.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token of the prompt: it was not drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You put this token here: no dice were asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature 0: the best score is taken, no dice are asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dice of this token are not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dice fell on u = {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} tokens kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folded away, because off: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PipelinePainter</name>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PipelineTableView</name>
    <message>
        <source>Steps that are out of sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the token was chosen, step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row per token, one column per step; Enter opens a row&apos;s worked formula.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}
Click, or Enter: the worked formula.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Worked formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Put this token here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PipelineViewModel</name>
    <message>
        <source>The tokens are of another model&apos;s vocabulary, which the model in use cannot read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlacePage</name>
    <message>
        <source>&amp;Use it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The house that is asked instead of the official hub. Left empty, it is the one that the variable HF_ENDPOINT names, or the official one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access &amp;token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For models whose licence you have accepted on their page. It is kept in a file that only you can read, is shown to the official hub alone, never to a mirror, and stands in no log and no export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One is kept; type another one to replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept. Nothing is asked while the network is switched off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is asked from now on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with your access token where that is the official hub.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a token of yours from here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlayPage</name>
    <message>
        <source>argmax: the token with the largest logit is put at the end of the text, and all of it is done again. No dice, no temperature: what is set in the chat does not matter here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the last answer on the screen can go on: mark a token there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer goes on as it was made, and something else is changed here: put it back, or answer again like this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes next is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter does the same. At another place it goes to the end of the text first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to the end of the text (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Take “{0}” (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”; {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PositionsPart</name>
    <message>
        <source>One learned vector for each place of the context; it is added to the token&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All places, all dimensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>c&amp;osines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The angle between each two places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;lengths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The length of each vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrow keys walk, + and − zoom, T: as a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lengths of the position vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosines of the position vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position {0}, dimension {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position {0} with position {1}: cosine {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>position {0}: length {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrecisionField</name>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32: the reference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>16-bit weights: up to twice as fast.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit weights, 4-bit ones of a Llama: the fastest for large models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of this precision</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Settings cannot be saved in {0}. They last until you close.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrintPainter</name>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>Printed to the file {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The printer did not take the pages. Look whether it is ready.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptSending</name>
    <message>
        <source>The seed is fixed: the same dice give the same answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New dice, once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt stays as it was. Your changes to it are gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are editing a prompt. What you send stands beside it; nothing is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuestionRunner</name>
    <message>
        <source>This could not be computed. Please try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RateField</name>
    <message>
        <source>How long the step against the gradient is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning &amp;rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} Logarithmic. Double click or Del: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadingViewModel</name>
    <message>
        <source>There is no text to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open one, then read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine cannot measure a text.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadingWindow</name>
    <message>
        <source>Tokens measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perpl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of every token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token table as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coloured text as HTML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text alone, from its own beginning; nothing was asked or sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read by {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read in windows of {0} tokens, each of which begins with the last half of the one before: every token after the first window is predicted from at least {1} tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: measured so far, in tokens: {0} of {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters that this model&apos;s vocabulary does not have are left out ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only its first {0} characters are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity {0}, after the first token over {1}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowPanel</name>
    <message>
        <source>Open the &amp;dot product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The strongest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the order of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from “{0}”, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes out how query and key of the chosen place make its score, number by number. Enter on a row does the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>q of “{0}”, {1} · k of “{2}”, {3}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowTable</name>
    <message>
        <source>What the head reads from this place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to {0}, {1}: not allowed, score {2}, value length {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to {0}, {1}: weight {2}, score {3}, scaled {4}, value length {5}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}
Enter: the dot product, written out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>|value|</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SamplingPanel</name>
    <message>
        <source>Sampling settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below 1 the likely gets likelier, above 1 less so; 0 always takes the likeliest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-&amp;k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps only the k most probable tokens; 0 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-&amp;p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps the most probable tokens that together reach p; 1 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Min-p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps tokens at least this fraction as likely as the likeliest; 0 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Repetition penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above 1, tokens that already occurred become less probable; 1 changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maximum to&amp;kens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer ends after this many tokens, if it has not ended by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the same seed, model, text and settings the answer is the same again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixed &amp;seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throw the dice once and keep that seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New fixed seed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScoreLine</name>
    <message>
        <source>Bits are -log2 of the chance of what was guessed, and of what came at the same places. A guess has several pieces when it is several tokens. The score is kept until the program is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget all guesses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget all guesses of this talk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} guesses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, first piece right in {1}. Mean: {2} bits needed; what came: {3}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchResultsModel</name>
    <message>
        <source>{0}, a title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}. {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchResultsView</name>
    <message>
        <source>Search results</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SeedField</name>
    <message>
        <source>new dice every time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerDialog</name>
    <message>
        <source>Connect to a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the one that it has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server of llama.cpp computes, and the dice stay here. What you write is sent to it, also while you type, to be split into tokens. The key is kept in a file that only you can read, and stands in no history, export or log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;onnect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remember this address no longer, nor its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is being asked what it can tell…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected: {0} answers now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one is kept; type another one to replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is forgotten, and its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as many as are needed, up to all {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both ways: template, filters and dice are this program&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: the server draws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw, before any sampling of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after its own sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>told with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not told: pages that need them say so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ms for one token</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServersViewModel</name>
    <message>
        <source>The key lasts until you close: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsChoice</name>
    <message>
        <source>Settings that the chances are computed with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the settings that this token was chosen with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the settings as they are now, same dice; moving a slider does this too.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShelfPage</name>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To fetch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models worth having</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fetch it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its &amp;page in a browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes {0} of memory when it is computed exactly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes {0} of memory when it is computed exactly, {1} at Fast.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its makers give it out to known users only: accept the licence on its page first, and give GPTDesk your access token.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutList</name>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the answer, or the opening of a model; else leave an edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the field for a guess: reveal, and see its worth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a reveal in guess mode: the next question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk mode: the next token. Guess mode: ask for it, then reveal it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention: from head to head, from cell to cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention: open the head, the row, the dot product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture as a table, and back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One level up: from a sum, a table, a row, a head, a part&apos;s own parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention: switch the head off, or on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention, table of a map: the row before, the row after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two branches: the patching picture as a table, and back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept views: delete the view; Undo brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play: take the most probable token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a picture of numbers: from cell to cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From place to place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a vector: from number to number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads off: from head to head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads off: switch a head off, or on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next stop, the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the picture and the figures on show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipeline: open the row&apos;s worked formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token: put the row&apos;s token there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put another token there, in a new branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the card, leave the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From token to token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line up, a line down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends of the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends of the message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What else could have come here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message before, message after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arrow keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} or {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From row to row, from token to token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the list of conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a talk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under the hood</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShownConversation</name>
    <message>
        <source>This view has too many figures to be kept: {0} KB of {1} KB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer keeps {0}, the most there can be. Drop one of them first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer is not in the chat that is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer is still being read. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window is writing this answer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Pages of the inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the chances until you have guessed what comes next (Ctrl+G).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the terms of this page, with their figures here (Shift+F1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the terms</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SideRail</name>
    <message>
        <source>Show the conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in all conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the inspector</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SideWindows</name>
    <message>
        <source>Selected text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select some text first, then explain it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read a text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts ({0});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is in the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the conversations (F9)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search in all conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations are kept here as soon as one begins.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SliderField</name>
    <message>
        <source>{0} Double click or Del: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpacePage</name>
    <message>
        <source>nei&amp;ghbours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokens nearest to one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arith&amp;metic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is nearest to a − b + c</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p&amp;ositions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vectors of the places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the vectors become</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neighbours as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arithmetic as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positions as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stream as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positions as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stream as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not computed yet: open this part of the page first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpaceViewModel</name>
    <message>
        <source>This network has no position vectors: it tells places by turning queries and keys, as the stop “turned by the place” shows.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpaceWords</name>
    <message>
        <source>{0}: {1} share this row</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first token {0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of the last answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context {0} / {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU, 1 thread, {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU, {0} threads, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}  {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that the model sees, of those it can see.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom {0} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StopList</name>
    <message>
        <source>Stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tour shows some of the stops, with a sentence at each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The block and the head on show; both count from 1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StopPage</name>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens with the largest logits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape for all places: {0}. Below: this place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}” is id {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads {0} to {1} share key and value {2} of {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a bar, or use the arrow keys; Enter opens its sum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} [{1}] = {2}   (Enter: as a sum)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StreamPart</name>
    <message>
        <source>|x| after attention and after each block, for all places. Colour: logarithm of the length; beside each point stands this place&apos;s. T: as a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lengths of the stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>|attention|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>|MLP|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>below 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each block did to the stream at this place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lengths of the stream, |x|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At place {0}: |token| {1}. Cosines are with the stream before; neurons are those whose gate is below 0, passed what SiLU lets through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At place {0}: |token| {1}, |position| {2}. Cosines are with the stream before; neurons below 0 are those that ReLU would erase, passed what GELU lets through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, “{1}”, place {2}: |x| = {3}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SumCard</name>
    <message>
        <source>&amp;Close the sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back to the numbers. Backspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terms of the sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has {0}; difference {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sums</name>
    <message>
        <source>weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one-hot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place − first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cos, sin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>÷ {0} (places)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>· strength {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean square</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>variance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} mean {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>· scale[{0}] {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ shift[{0}] {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>q of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e^(scaled score)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e^(scaled score) of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>z[{0}] at {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight of {0} · its v[{1}]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0}, z[{1}]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>angle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, z[{1}]</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Swaps</name>
    <message>
        <source>This token stands in no answer on the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message that this token stands in is not here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This token is no part of your last message, or only a part of a character. Edit the message that it stands in.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextExports</name>
    <message>
        <source>Token table as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token table as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart as SVG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coloured text as HTML</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextPage</name>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As ta&amp;ble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the figures of the charts as rows and columns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perpl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures of every token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens by rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no text yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} This engine cannot measure the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} The entropy is not known: a server told the most probable tokens only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens by rank, of {0} of {1}: the others&apos; ranks are not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ranks of these tokens are not known: the engine cannot tell them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at a token for its figures; click, or use the arrow keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}  {1}  p {2}, rank {3}
{4} bits, entropy {5} bits, perplexity {6}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextWords</name>
    <message>
        <source>token {0}, nothing predicted it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token {0}, {1}, rank {2}, surprisal {3} bits, entropy {4} bits, perplexity so far {5}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no text yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} Left and right walk through the tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity {0} over the {1} after the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity {0} over the answer&apos;s {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} over the prompt&apos;s {1} after its first, {2} over all {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy (temperature 0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>temperature {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-k {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top-p {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min-p {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repetition penalty {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TickGrid</name>
    <message>
        <source>Heads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeLeft</name>
    <message>
        <source>1 second left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} seconds left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 minute left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} minutes left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TintScale</name>
    <message>
        <source>Colours: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 (logarithmic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} nats or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>100&#xa0;% (by its square root)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TintedText</name>
    <message>
        <source>“{0}”, p {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TitleDelegate</name>
    <message>
        <source>Title of the conversation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenBars</name>
    <message>
        <source>Probabilities of the next token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was generated yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No single token: type the text that you want instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This token stands there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other token can stand here now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remark</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenBox</name>
    <message>
        <source>Type a word and press Enter. Of a text of several tokens, choose a piece.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenCard</name>
    <message>
        <source>What else could have come here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other text in the place of this token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under the hood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F7: how the network came to this token, with its numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer is being written; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is only read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other text in its place, then Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is answered with this text in it, in a branch; spaces count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other text from here on, then Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer goes on after this text, in a branch of its own; spaces count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess how likely it was. Space reveals the chances.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token {0}. {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenChip</name>
    <message>
        <source>Chosen token</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenField</name>
    <message>
        <source>or type one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a text and press Enter; where it is several tokens, they are offered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, id {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenLayer</name>
    <message>
        <source>Here this branch left the one before it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenRowPainter</name>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final q</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenStrip</name>
    <message>
        <source>Text, {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{0}”, place {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenSummary</name>
    <message>
        <source>The 20 likeliest next tokens appear here with every token that the model writes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model would write next, with the settings below: computed while you write, before a token is made. Send goes on from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability before the sampling settings (raw p).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability after the sampling settings (final q).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place in the raw distribution over the whole vocabulary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncertainty of the raw distribution, in bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dice: the number from 0 to 1 that chose this token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next after your text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next after the text so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy {0} bits · {1} of {2} tokens kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy {0} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}
id {1}, surprisal {2} bits, {3} kept by the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokenWords</name>
    <message>
        <source>token {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, part {1} of {2} of {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, to be guessed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, no figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, rank {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, entropy {1} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, put there by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{1} tokens make “{2}”; this is number {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is the first token: nothing predicted it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You put it there; no dice were asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greedy: the most probable token was taken, without dice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entropy is not known: a server told the most probable tokens only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How this token was chosen was not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine that answered cannot tell the prompt&apos;s figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt&apos;s figures come when the model that answered is open, in the precision of then, and idle.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two new lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, final {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {0}, token {1}, id {2}: {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the dice fall here now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed by the sampling settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All the tokens that have no row of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id {0}, rank {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or Enter: put this token into the prompt, and have it answered anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or Enter: go on with this token instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokensViewModel</name>
    <message>
        <source>Index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vocabulary is still being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}  part of {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TokensWindow</name>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write or paste any text: its tokens appear below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token &amp;ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or paste token ids, as 15496 11 314: their text appears above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} The model&apos;s tokenizer would write this text with other tokens: {1} of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} Characters that this model&apos;s vocabulary does not have are left out ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Send a beginning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the first words of a story and press Enter: the model goes on with them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a word of the answer, or press F2 and the arrow keys. The list beside it shows what else could have come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Pipeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It shows step by step how this token was chosen, and where the dice fell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour by surprisal (Ctrl+4): what the model did not expect stands out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click another row of the list: the answer branches there and goes on from it. The old one stays (‹ 2/2 ›).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess what comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guess mode (Ctrl+G) covers the chances until you have guessed. Press it again to leave it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look under the hood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F7 walks the token through the network with its real numbers. Terms are explained by the “?” above the list.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TourBar</name>
    <message>
        <source>First tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sh&amp;ow me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;xt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fi&amp;nish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does this step for you, with the real control.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends the tour (Esc). It stays in the Help menu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tours</name>
    <message>
        <source>All stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour: Short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour: Embedding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour: Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour: Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour: Whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tour: Learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text is a row of numbers. Each number picks its row of the table E: that is all that an embedding layer does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shape is now places × width. It stays so until the very end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three matrices make three vectors of each place. The simple form has one head as wide as the vector; here every head has its own small part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A query times all keys. The simple form leaves out ÷ √D and the mask, so that a place would read what comes after it too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights mix the values: places that are read more count more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The simple form ends here and goes straight to the logits. This network adds the result to the stream, and does the same in every block.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the last place&apos;s row is needed: softmax makes probabilities of it, argmax picks the best, and its text is the next token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token is a point in a space of as many dimensions as the vector has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same token at another place begins as another vector: the position is added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near meaning, near vectors: by cosine, which compares directions. The dot product also counts the lengths, and finds other neighbours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block by block the vector moves away from its own token: it takes in what the places before it say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This one vector carries all that the network knows of what comes next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unembedding: the vector is compared with every token of the vocabulary by a dot product, and the best aligned wins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A one-hot row times the table is the same as looking up one row, without the multiplications by zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token plus position.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step 1: queries, keys and values, by three matrices, cut into heads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps 2 to 4: scores, divided by √D so that softmax does not saturate, later places set to minus infinity, then softmax: each row sums to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step 5: the weighted sum of the values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The heads are put side by side and mixed by the output matrix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropout does nothing outside training; then the result is added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original transformer norms after adding. GPT-2 norms what goes into each layer, and leaves the stream itself alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One vector holds three kinds of information: what the token is, where it stands, and soon what the others say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean and variance are those of this one place, over its dimensions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The width is cut into heads: heads × D is the width again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relations: every head asks its own question of the places before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each head brings back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the full width.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shortcut keeps the original: compare the lengths of the three.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normed again, before thinking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four times wider: room to combine features.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most inputs are below 0. ReLU would erase them, GELU lets a little pass.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>And narrow again, to be added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The block&apos;s result has the shape of its input: blocks can be stacked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole way, block by block: Page Down goes on to the next block.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean 0 and variance 1 stand in the figures beside the first row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare both rows: where ReLU is flat, GELU keeps weak negative signals.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To go on: take the best token, put it at the end, and do all of it again. This tour ends with a key for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each block would have said, had it been the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>And which parts wrote the logit of the token that came.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose “Without shortcuts”, and compare the loss and the lengths of the gradient, block by block, with those of the network as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One key, one token: the whole way again. That is how a text is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training asks at every place: how probable was the token that really came? The loss is the mean of −ln p.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gradient says how each weight changes the loss; one update moves all of them a little. Try 0.01, 0.1 and 1: too large a step makes it worse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token is a point in a space of as many dimensions as the vector has. It is the same at every place: where it stands comes in by turning queries and keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step 1: queries, keys and values, by three matrices, cut into heads. Several query heads share one key and one value: less has to be kept of each token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original transformer adds a vector for the place. Here pairs of numbers are turned, so that q · k depends on how far apart two places are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original transformer norms after adding. Here each layer reads a normed vector, without taking the mean off, and the stream itself is left alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean square is that of this one place, over its dimensions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every head has its own query; a group of heads shares a key and a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast pairs tell near places apart, slow ones far places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two matrices widen: one says how far to open, the other what comes through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gate below 0 is nearly shut; the product may have either sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean square 1 before the scale; the mean stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare gate and SiLU: weak negative signals stay a little.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainPart</name>
    <message>
        <source>A text file, or a folder of .txt files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fol&amp;der…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updates of the weights, each from 8 rows of text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>T&amp;rain it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sto&amp;p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it writes so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it writes after “Once upon a time” appears here while it learns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go on with {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gi&amp;ve up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring it b&amp;ack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is being read…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {0} of {1}, loss {2}, {3} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text to train on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts ({0});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder of texts to train on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is trained.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingViewModel</name>
    <message>
        <source>{0} is being trained. It stops where it is, keeps what it has learned, and can go on in the library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training could not be started: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training ended unexpectedly, before anything of it was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training ended unexpectedly. It can go on where it was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training ended: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>The model was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not finish its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} could not finish its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model finished its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} finished its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Explain this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as &amp;Markdown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransferProgress</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being exported…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of 1 message exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} messages exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of 1 message imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} messages imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} looked through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is being opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File {0} of {1}: {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TriedTable</name>
    <message>
        <source>head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>direct, centred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>effect, bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is changed in it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many bits less probable the token is without it: log2 of p before ÷ p without. Above 0 it helped the token, below 0 it was against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability of the token without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What p loses or wins without it, in percentage points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the whole prediction without it is from the one before, over all tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most probable token without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it wrote to the token&apos;s logit itself, above the mean logit of all tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Sorted by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chosen again, it sorts the other way round.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each head off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each token away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prediction that it would change is not there yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is tried yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the table, or saves it as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try each head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops here; what is known stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switches each head off alone, and computes the prediction again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes each token away alone, and computes the prediction again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each alone. Direct is what it wrote to the logit; the effect is what really comes of it, as later blocks read it too. Enter on a row switches it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each alone, with nothing else changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each alone, on top of {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Effects do not add up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These rows are of before, with {0}. Now: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each head alone off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each head alone at its mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each token alone hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each token alone left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; of “{1}”, {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UpdatePanel</name>
    <message>
        <source>The gradient says how each weight must move so that this text is less surprising; one update moves them once. The loaded model never changes: a copy is updated, measured and given up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p&amp;lain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plain gradient descent: each weight moves by the learning rate times its gradient, against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ada&amp;mW</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first step of AdamW, with which networks are trained: each weight moves by the learning rate, against the sign of its gradient, nearly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One up&amp;date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put &amp;back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update &amp;anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes the copy in spite of the memory that it needs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without &amp;shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention and feed-forward replace the vector instead of adding to it: how large are the loss and the gradient of each block then? Measured, not claimed; the loaded model never changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text before, tinted by probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text after, tinted by probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>−ln p before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient, {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computed without shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forecast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length of the gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is updated: there is nothing to put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the updated copy up. The loaded model never changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The updated copy needs {0} MB of memory for a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The update is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss and its gradient are being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moves every weight of a copy once, against the gradient, and measures the loss again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of 1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mean over {0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss of the text up to place {0}: {1}, {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss {0} → {1}. First-order forecast {2}. {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computed without shortcuts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum {0} ÷ {1} = {2}; loss {3}, difference {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all parts: √Σ = {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} − {1} · {2} = {3}, difference {4}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VectorRows</name>
    <message>
        <source>Vectors of this place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1}, length {2}, mean {3}, variance {4}; number {5}: {6}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}
Enter: this number as a sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>variance</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhatIfPage</name>
    <message>
        <source>Heads: a cross is off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Strength, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this head writes is multiplied by it: 0 is off, 100 changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;mean, not zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A head that is off writes nothing: a vector of zeros. With this it writes its mean over this text at every place: what it always says, without what it read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;ll off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switches every head off: no place reads another one, and only embeddings and feed-forward layers are left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens; a cross hides one from all later places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H&amp;idden tokens: a cross hides one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try each head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try each token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prediction as stored, and with all that is changed now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every head off alone: which of them the prediction needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every token away alone: which of them the prediction needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stays, but no later place reads it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text without it; what follows moves one place forward.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0}.{1}, on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0}.{1}, {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The place that predicts reads itself: it cannot be hidden.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network did not see this token any more.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhatIfPanel</name>
    <message>
        <source>What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tokens of this text could not have come with the settings as they are now, and where would the same dice have led elsewhere?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings as they are now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the sampling settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the sliders here, or hides them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;What if?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges this text by the settings now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that could not have come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;play from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new branch goes on from there, with the settings now and the same dice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings as they are now:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the answer&apos;s {1} could not have come, and {2} of the prompt&apos;s {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped after {0}: so far, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} It was read with {1}, as it was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With {0}: {1} The settings or the text have changed since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same dice would lead elsewhere at place {0}, the answer&apos;s token {1}: to “{2}” ({3}) in place of “{4}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At all the others the same dice would lead to the same token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same dice would lead to the same answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first {0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same dice lead to the same {0}; the next one has no dice to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token does not follow from its own settings and dice either</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens do not follow from their own settings and dice either</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the answer was computed in {0}, and this in {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rounding, or another device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer to judge yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is still being written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not known how this answer was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. Open the one that wrote this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another model wrote this answer. Open that one to judge it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of this answer were made with different heads changed: there is no one network to judge it by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine cannot tell what other settings would have made of a text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings or the text have changed since. Ask again first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_BranchSwitch</name>
    <message>
        <source>This is the first one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier {0} ({1} of {2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later {0} ({1} of {2})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Chip</name>
    <message>
        <source>{0}, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is sent, followed by what you write below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Line</name>
    <message>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Scale</name>
    <message>
        <source>100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bits and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beyond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens are not coloured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bands of ranks: {0}. The first has no colour; the others have heavier lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {0}, without colour, to {1}, with the strongest colour and the heaviest line.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>changes</name>
    <message>
        <source>head {0} at its mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads {0} at their means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads {0} off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>head {0} at {1} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads {0} at {1} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>There is no screen here (DISPLAY is not set). Start it in a desktop session, or use gptdesk-cli, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: an icon cannot be drawn. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: an icon cannot be read. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever runs this model lays out its conversations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such a network cannot be made: {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no tokenizer. The details are in the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This engine cannot tell.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} does not answer; it may lie on a network disk that is out of reach. Connect that disk, or set {home_variable} to another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The menu entry in {folder} could not be changed: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPTDesk is not installed in {python}, and a menu knows no current folder. Install it there first (pip install .).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A menu entry of this kind is for Linux desktops; there is none here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The computer has no memory left for this. Close other programs, or use less text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({0}). The details are in the log: Help, Open log folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the window&apos;s colours cannot be read. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the window&apos;s style cannot be read. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be read ({kind})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all files together are larger than {limit_mb} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such folder ({place})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{quote}” is not a token id: ids are whole numbers from 0 to {highest:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not hold the model any more that the shelf means.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is empty. Give at least one word: what follows is looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no place {place}: the text has {tokens}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token {token_id}: this model&apos;s vocabulary has {vocab_size:,}, from 0 on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token {hidden} cannot be hidden: only those before place {place}, which predicts, can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds these models: {listed}. Say which after the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no file that GPTDesk can open: no GGUF, no safetensors, no PyTorch weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} cannot be reached ({why}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not fetched: it could not be opened. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n_tokens:,} tokens with {top_n:,} alternatives each are more than {most_alternatives:,} in all. Give a smaller --top, or a shorter text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} asks for a key. Name a file that holds it with --server-key-file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the server&apos;s key cannot be read from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A repetition penalty of {penalty:g} is too extreme for this model&apos;s scores. Choose one nearer to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model produced values that are not numbers. Its file may be damaged: load it again, or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations with a server&apos;s model are laid out in its own way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token {place} cannot be taken away: only those before the place that predicts, {last}, can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss of a text is that of its tokens after the first: it has one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line from zero tells nothing of this network: its first norm makes the same of a vector at any length, so that all happens at zero. Begin at end of text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s vocabulary has no token that ends a text. Begin at zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no head {block}.{head}: this network&apos;s last one is {n_layers}.{n_heads}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both texts predict the same token here: choose two tokens to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two texts hardly differ in how they weigh these two tokens: ln(p/p) is {a} and {b}. There is nothing to patch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This network has no position vectors: it tells places by turning queries and keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no number {index} of “{vector}” at the stop “{stop}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This network has no stop “{stop}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The draw is shown by the pipeline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two texts can be patched where they have the same number of tokens: this one has {b} and the other {a}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both texts must be read with the same heads changed and tokens hidden.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two texts can be patched where one token differs: up to this place {n} do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is another one than the model that is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the model again to look inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded. Open one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} needs about {need} of memory in this precision, and this computer has {total}. Choose a faster precision, or open a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} needs about {need} of memory in this precision, and this computer has {total}. Choose a faster precision or a shorter context, or open a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is no address of a server. It looks like http://127.0.0.1:8080.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address with a name or a password in it is not used. Give a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key has characters that no key has, as spaces or letters with accents. Copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} refuses what it is asked: {told}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host} is no server of a model, or one that GPTDesk does not know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} does not answer ({why}). See whether the server runs, and go on then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} asks for a key. Connect to it again with one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is not ready: {told}. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} could not prove who it is ({why}). Nothing was sent to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} does not accept the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has no model {model}. It has {names}: name one of them, or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} does not answer as a server of llama.cpp does, or as one of another build.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is not waited for any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has another model than before, or another context. Connect to it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is a server of {kind}: {ids}, and {alternatives}. Only a server of llama.cpp tells all that the dice here need.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} tells probabilities after its own sampling only. Start it without that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attention heads of a model on a server cannot be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template alone does not fit a context of {tokens:,} tokens. Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template has {length:,} characters, and at most {most:,} are read. Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template writes nothing for this conversation. Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template refuses this conversation: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template takes longer than {seconds} s. Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template makes more text than can be read. Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template asks for something that no template may have ({reason}). Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s chat template has a mistake ({reason}). Use Continue, which needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card has not enough free memory for this. Open a smaller model, or choose the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough free memory for this. Close other programs, or open a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card stopped working. The next answer is computed on the CPU; start GPTDesk again to use the card again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token id {token_id} is not in this model&apos;s vocabulary of {vocab_size:,} tokens. Start a new answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to go on from: this model has no token that begins a text. Write at least one word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model has no token from which a first one is predicted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files of {name} do not say how a conversation is laid out for it. Use Continue, which needs no layout.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{token_id} is not a token of this vocabulary (0 to {last_id}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text of {characters:,} characters could not be split into tokens. Shorten it, or break it into lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the tokenizer&apos;s vocabulary was altered. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the tokenizer&apos;s vocabulary cannot be read. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds NUL bytes, as no text file does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is no file but a device or a pipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: cannot be read. Install GPTDesk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{error}; nothing of it was imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is too large for this computer&apos;s memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be read ({why})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is damaged, or no conversation that GPTDesk saved; nothing of it was imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was damaged or changed after it was saved; nothing of it was imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was saved by a newer GPTDesk; install that one to import it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was not written, because there is no folder {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be written ({why})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a JSON file without weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the model.safetensors beside it, or their folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says that the model lies in {name_count:,} files; GPTDesk reads {max_shards:,} at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it points to {shard_name}, which is not a model file in its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not use this model; download it from a source you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this part of the model {index} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is missing from it, though {file} says it is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it changed while it was being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it is complete and open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is {kind}, which GPTDesk does not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the model in its PyTorch form, as safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it says of {name} is not possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its table of contents is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it says of {key} is not what belongs there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was cut short: it ends within its table of contents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says that its numbers begin at multiples of {alignment:,} bytes, which is not possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is stored as {kind}, which GPTDesk does not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the same model as another file, stored as F16, Q8_0 or Q4_K_M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was cut short: {there:,} of {needed:,} bytes are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its table of contents holds lists of lists, which no model needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it lists {twice} twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two of its tensors lie in the same place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a GGUF file with the bytes of each number in the other order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the little-endian file of the same model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is of GGUF&apos;s version {version}, which is no longer in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a newer file of the same model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is of GGUF&apos;s version {version}, and GPTDesk reads 2 and 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a file of the same model in version 3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is {kind}, not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is one of the {part} parts of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say which network it holds (general.architecture)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say its {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says that its {emb_dim} dimensions are divided into {heads} attention heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration says layer_norm_epsilon {epsilon}, and GPT-2 has {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says that its {name} is {said}, but its weights have {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join the parts with llama.cpp&apos;s llama-gguf-split --merge, and open the result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is the picture part (clip) of another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its network, {architecture}, is a mixture of experts, which GPTDesk cannot compute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its network is of the architecture {architecture}, which GPTDesk cannot compute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration is not possible: {fault:.200}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the config.json beside it, or download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary has {vocabulary:,} entries and GPT-2&apos;s has {gpt2_vocabulary:,}, so it was trained on {alphabet}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put its tokenizer.json beside it, or open a model with GPT-2&apos;s tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say how many attention heads its {emb_dim} dimensions are divided into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put a file config.json beside it that says so, for example {{&quot;n_heads&quot;: 4}}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tensors, {example} for example, are not those of a GPT-2, and no config.json beside it says what they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block {missing} is missing from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds {unknown}, which a {network} does not have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has the shape {shape} instead of {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {fault}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration says n_inner {inner}, and GPT-2 has four times n_embd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary has {vocabulary:,} entries, {more:,} more than GPT-2&apos;s, and what they stand for is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the tokenizer.json that belongs to it beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration says activation_function {activation}, and GPT-2 has &apos;gelu_new&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds {name} twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{missing} is missing from it, though it holds {example} and others of a GPT-2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds {theirs} a second time under another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is stored as {dtype}, which GPTDesk does not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the model as float32, float16 or bfloat16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights have {name} {value}, but its configuration says {said}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep each model in a folder of its own, with its own config.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration says {name} {value}, and GPT-2 has {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration says that {name} is {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its configuration says {name} {value}, and GPTDesk computes such a network with {wanted} only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rotary positions are scaled by {kind}, which GPTDesk cannot compute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights are packed by another library ({method}), which GPTDesk does not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the same model as GGUF, or unpacked in float16 or bfloat16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary has {rows:,} entries, and what they stand for is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put its tokenizer.json beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{theirs} has the shape {stored} instead of {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this folder holds no model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder with {well_known}, or a model file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model file, or a folder that holds one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this folder holds {count} model files, {example} among them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of the files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first}{others} missing from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{theirs} holds numbers that are infinite or not numbers (NaN)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training probably diverged; open an earlier checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it is still there and that you may open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is not enough memory for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} in this folder is {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download the others and their index, too, and open their folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds a single value, not the weights of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights are larger than the file itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a TorchScript program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a zip archive, not a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and open the file inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is compressed, which torch.save never does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds Python objects besides weights, and opening those can run foreign code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save only the weights, with torch.save(model.state_dict(), …), and open that file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is damaged or was cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a {family}, not a GPT-2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a GPT-2 model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more is in it than it says itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON text is not an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON text is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download or copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its table of contents is longer than any model&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not one of a model: too long, or too deeply nested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a GPT-2, SmolLM2, Llama 3 or Qwen (2, 2.5, 3) model, as GGUF or as a Hugging Face folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says that its {name} is {token_id}, and it has {tokens:,} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer is {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is one half of a tokenizer, and {missing} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a tokenizer of another kind than GPT-2&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names {tokens:,} tokens, but the weights have {rows:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep each model in a folder of its own, with its own tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is longer than any tokenizer, or too deeply nested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the number of its token {token} is {token_id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of its added tokens has no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say what its tokens stand for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a file of the same model with its tokenizer in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names {tokens:,} tokens, but its weights have {rows:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer is {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {tokens:,} tokens, and their kinds are {kinds:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer splits a text by {name}, which GPTDesk does not know</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say how its tokenizer splits a text (tokenizer.ggml.pre)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a newer file of the same model, or open another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no network that can be made: {fault:.200}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct it, or make another one in the library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network&apos;s numbers become infinite or NaN first at “{point}”: in the block of that number, after its attention or at its end. Open another checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All conversations were deleted or replaced meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All conversations were deleted or replaced meanwhile; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This conversation was deleted meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This conversation is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is damaged again and again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be read: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} could not be deleted. Delete it yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was deleted can still be found in it; close other windows, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{backup} was made by a newer GPTDesk; it needs that one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{backup} could not be restored. Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No backup could be made in {backup_dir}: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No backup could be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bundled model is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install GPTDesk again, or name another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such file or folder, and no model of that name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>`gptdesk-cli models` lists the models there are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be reached ({why})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file, or change its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is no name of a model on the hub. One looks like openai-community/gpt2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{endpoint}” is no address of a model hub. One begins with https:// and a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{variable} says that no network is wanted. Unset it to look for models there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} cannot be written ({why}). What came is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is on this computer already, in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window of GPTDesk is fetching {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is there already. Rename or remove it, then go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} was lost ({why}). What came is kept: go on when the network is back, or choose another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} was not fetched by GPTDesk: there are no hashes to compare it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} is not in {models_dir}. Nothing else is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} cannot be removed ({why}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} cannot be brought back ({why}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} was lost ({why}). Try again when the network is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What {host} answered is no list of files. It may be no model hub, or ask for a login first: open the model&apos;s page in a browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of {folder} has {free:,.0f} MB left, and {needed:,.0f} MB are needed. Make room, then go on: what came is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What {host} sends as {name} is not the file that was promised: its hash is another one, twice. Nothing of it is kept. Choose another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} sends more of {name} than the {size:,} bytes that it has. Choose another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} refuses ({status}). Open the model&apos;s page in a browser, or choose another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is given out to known users only. Accept its licence on its page at {host}, and give GPTDesk your access token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s licence has to be accepted first, by the owner of your access token. Open its page at {host}, accept, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has no such revision of this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has no such file in this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has no such model, or does not show it to you. Look at the name; a private one needs your access token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} could not prove who it is ({why}). Look at the clock of this computer and at the proxy, or choose another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{old} leads to an address that is not encrypted, at {new}. Nothing was asked there. Choose another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be a model&apos;s name: give one without / \ : * ? &quot; &lt; &gt; |, of at most {most} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a model “{name}” in your models folder: give another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This user has no home folder. Set {home_variable} to a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{home_variable} is {home}, and the current folder is gone. Give the whole path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: a newer GPTDesk wrote these settings, so they are neither used nor changed. Start the newer GPTDesk, or move the file away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the settings are not saved: {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the checkpoint is damaged. Move it away to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the checkpoint was made with another text. Put the text back as it was to go on, or give another folder to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the checkpoint cannot be read ({fault}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the checkpoint was made with {name} {before!s:.40}, not {value}. Give the same options to go on, or another folder to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{former}: an earlier version of GPTDesk wrote this checkpoint. Finish the run with that version, or move the file away to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fault} Leave --device out to train there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this training. Give a smaller --batch-size, --ctx-len, --emb-dim or --n-layers, or close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card stopped working. The same command goes on from the last checkpoint; with --device cpu it does without the card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the text {epochs} times cannot be done: {error}. Give a number of --steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: it cannot be read ({why}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: the folder holds no .txt file and no tokens/*.train.bin.xz.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: the folder holds no .txt file and no text/*{suffix}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the file holds something else than GPT-2&apos;s token ids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: it is no folder. Give the folder that holds the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: there is no such file or folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the file has more than {max_file_bytes:,} bytes. Split it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the file holds NUL characters. Save it as UTF-8 text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the file holds more than {max_decompressed_bytes:,} bytes. Split it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: there is no part {name!r}, only {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: the part {name!r} holds no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the file cannot be read as UTF-8 text. Save it as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: the file cannot be decompressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: {name} has grown beyond what a model file can hold, so none is written. Train again with a lower --learning-rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder}: another training writes there. Wait until it has ended, or give another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: it is a file, or lies in one. Give a folder, in which the model is put.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: it cannot be written ({why}). What was there before is whole; {advice} another folder, then repeat the command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training broke down: in step {step:,} a number became infinite or no number at all. {file} is as it was after step {saved_step:,}. Begin anew with a lower --learning-rate, in another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training broke down: in step {step:,} a number became infinite or no number at all. Nothing was saved. Begin anew with a lower --learning-rate, in another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be learned: no token is met {min_count:,} times in {steps:,} steps of {tokens_per_step:,} tokens. Give more text, more --steps or a lower --min-count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This training needs more than {needed_gb:,.0f} GB of memory, and this computer has {total_gb:,.0f} GB. Give a smaller --emb-dim, --n-layers, --ctx-len or --batch-size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no part {name!r} of the text, only {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>notes</name>
    <message>
        <source>The answer was interrupted here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut here, at “Maximum tokens” of the settings. Continue goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window is writing this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is longer than the context; tokens at its beginning were left out ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context was full here; the oldest tokens were forgotten ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters that this model&apos;s vocabulary does not have were left out of the message ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>precision</name>
    <message>
        <source>Exact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
