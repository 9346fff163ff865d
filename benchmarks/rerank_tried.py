"""What was tried for the reranker, with its numbers: text of ``results/rerank.md``."""

from __future__ import annotations

from benchmarks.report import table

TRIED = (
    "## What was tried and not taken\n\n"
    "On validation halves (scifact 133, climate-fever-sent 257, pira-en 216, xquad-en 102 to 204 questions), "
    "nDCG@10 against the fusion there (.735, .445, .908, .978), in thousandths. Each feature by itself, 0.3 "
    " of it beside the fusion, both moved to [0, 1] among the candidates:\n\n"
    + table(
        ("feature", "scifact", "climate-fever-sent", "pira-en", "xquad-en"),
        [
            ("near words (taken)", "-1", "+3", "+5", "+4"),
            ("window (taken)", "+5", "-9", "+6", "+1"),
            ("cosine (taken)", "+6", "+6", "-6", "-2"),
            ("title (taken)", "+12", "+10", "0", "0"),
            ("near words, all counting the same", "+6", "+3", "+5", "+2"),
            ("the same between states of the encoder's last layer", "+9", "+7", "+3", "+2"),
            ("the same, rare words counting more", "+4", "+8", "+5", "+4"),
            ("cosine of the best sentence", "-6", "+6", "+2", "+1"),
            ("question moved to the best three", "+6", "+3", "-7", "0"),
            ("share of the question's words", "+7", "-5", "+2", "0"),
            ("pairs of neighbours", "-13", "-6", "+12", "+1"),
            ("numbers of the question", "+2", "-12", "+1", "0"),
            ("names of the question", "+1", "-12", "-3", "-1"),
            ("words of the title", "+10", "-1", "0", "0"),
            ("length", "-1", "+2", "-2", "-4"),
        ],
    )
    + "\n\n"
    "The last layer's states (late interaction) would cost some 330 ms for fifty passages, since an index "
    "has no room for a vector a word; in a linear model with all of the above they added +9 on pira-en, "
    "+3 on climate-fever-sent, +1 on xquad-en and -3 on scifact. A model by words alone, for languages "
    "that the encoder does not know, gave -7 to +1 on Portuguese, Spanish, Chinese and Arabic, so those "
    "are left to the fusion. Titles of long reports cost 13 on the project's own judgments (+18 without, "
    "+5 with), so they count for documents of at most ten passages. A definition of what is relevant "
    "before the question, or the labels of its concepts after it, when it is embedded again for the "
    "cosine: +5 and +5 on scifact, -26 and -11 on climate-fever-sent, +3 and -4 on pira-en, +2 and -5 on "
    "xquad-en. RM3 stands in [retrieval](retrieval.md): it costs most sets. All features fitted on "
    "climate-fever-sent itself would give +22 there."
)
_BASES = ("scifact", "climate-fever-sent", "pira-en", "xquad-en", "judgments", "FEVER", "citations", "WiCE")
SINCE = (
    "## What was added to it, and what was not\n\n"
    "nDCG@10 on validation halves (scifact 133, climate-fever-sent 513, pira-en 216, xquad-en 306), "
    "on the project's judgments outside their test part (162), and on claims whose licence lets weights ship "
    "(300 each), in thousandths against the model before (a7f9673351ea: .749, .454, .916, .980, .556, .763, "
    ".545, .765), 95 per cent intervals where they leave out 0. Taken, one after the other:\n\n"
    + table(
        ("change", *_BASES),
        [
            ("near words: title and headings too", "+4", "+4", "0", "+2", "+4", "+1", "0", "+1"),
            ("the window: too", "+9 (+1 to +20)", "+8 (+1 to +16)", "0", "+2", "+13", "+2", "0", "+1"),
            (
                "weights learnt again, near words .5",
                *("+15", "+10 (+2 to +18)", "+9 (+3 to +15)", "-1", "+14", "-8 (-16 to -1)", "+3", "+2"),
            ),
            (
                "a second look (ships)",
                *("+15 (+1 to +31)", "+12 (+4 to +20)", "+13 (+5 to +21)", "-2", "+11", "-3", "+4", "+3"),
            ),
        ],
    )
    + "\n\n"
    "The title and the headings of a passage are read with its words, those of long reports too, and count "
    "in the window wherever it is: a sentence seldom says again what its chapter is about. The second look "
    "adds a fifth of the likeness to the best one to each cosine: Rocchio's feedback of one passage, at "
    "the cost of one product of a matrix and a vector. Near words get .5 (of .4, .5, .55, .6: +9, +15, +18, "
    "+13 on scifact, +6, +13, +13, +11 on pira-en, +13, +5, +1, +2 on the judgments, the other weights from "
    "the offline fit). Some sixty changes were looked at on these halves, so that the intervals flatter; the "
    "claims of FEVER, which have neither titles nor headings and turn on names, lose a little. Other "
    "languages are ranked as before.\n\n"
    "**A trained map of the question's vector**, the index as it is: learnt from 7,126 claims and headings "
    "(FEVER 4,500, Citation Integrity 1,723, WiCE 669, headings of the project's reports the rest), each "
    "with thirty hard negatives out of the fusion and those of the others in its batch; identity at the "
    "start. On a tenth of them held back it orders better (full 384 by 384 matrix: mean reciprocal rank .396 "
    "to .433 of citations, .821 to .838 of FEVER, .611 to .662 of headings, .713 to .726 of WiCE). "
    "Elsewhere it costs, against the same search without it, here with near words at .55:\n\n"
    + table(
        ("map", *_BASES),
        [
            ("rank 16, everywhere", "-31", "-24", "-34", "-4", "-67", "+9", "-32", "-3"),
            ("rank 16, the reranker's cosine alone", "-13", "+1", "-2", "-2", "-4", "-2", "+1", "+6"),
            ("rank 64, everywhere", "-32", "-34", "-45", "-9", "-70", "+10", "-37", "+31"),
            ("a number a dimension, everywhere", "-3", "+1", "-1", "-1", "-3", "+2", "-3", "-4"),
            ("full, everywhere", "-20", "-15", "-27", "-1", "-35", "+18", "-21", "+26"),
            ("full, half of it", "-7", "-3", "-8", "0", "-12", "+4", "+2", "+3"),
            ("full, the reranker's cosine alone", "-7", "+2", "-2", "-1", "-2", "+1", "+5", "+13"),
            ("full, from FEVER alone", "-3", "-8", "-10", "-1", "-5", "+14", "-4", "-26"),
            ("full, without FEVER", "-6", "-6", "-12", "-2", "-8", "+3", "-3", "+14"),
            ("two layers, everywhere", "-36", "-29", "-50", "-9", "-75", "+6", "-25", "+47"),
            ("two layers, the reranker's cosine alone", "-14", "-3", "-4", "-1", "+2", "+3", "+3", "+21"),
        ],
    )
    + "\n\n"
    "It learns its sets, not questions in general, and the judgments lose most. **A learnt say of each "
    "word** in near words (a power of its rarity times the exponent of a line over its vector, 130 numbers, "
    "from 4,403 of the same claims) orders held-back claims better too (WiCE .759 to .793) and gives +2, +1, "
    "-7, +2, -3 and 0 on the first six. Both left out.\n\n"
    "**Feedback in the fusion** as well (scifact, climate-fever-sent, pira-en, xquad-en, judgments, against "
    "the model before): a fifth of the best passage +1, +3, +5 (+1 to +10), -1, -2; of the best three +3, "
    "+2, +5, -3 on the first four, of ten -2, 0, +2, -1; four tenths of ten -5, -3, +1, -3. The second look "
    "has its gain without a second search. Scores smoothed over candidates that are like each other (by the "
    "eighth power of their cosine): -3, +5, -1, -2, +3 with .3 of it, more costs xquad-en up to 39. One more "
    "feature with a weight of .15: BM25 of the best sentence -2, -4, +5, -4, -7; the share of words in it "
    "-7, -1, +5, -4, -4; that in title, headings and text +4, -1, +1, -1, -3; the page's BM25 apart +9, -2, "
    "-1, 0, -2; the passage's +4, -4, -1, -2, -2; pairs of neighbours -5, -1, +4, 0, +3; the best other "
    "candidate of the document -3, 0, 0, -3, -10; titles and headings near the words by themselves -1, -1, "
    "0, +1, +4; length -8, -1, -4, -1, 0. The cosine of the best sentence stands above; an index has no "
    "vectors of sentences, and to make those of fifty passages costs more than all the rest."
)
CROSS = (
    "## A cross-encoder, trained and not taken\n\n"
    "The embedded encoder reads question and passage together: six layers, the lowest two and the "
    "embeddings held, a line over the state of the first token and the mean states of both texts, and "
    "their cosine. It learnt from groups of a query, a text that answers it and six that only look so, out "
    "of the best forty of words and meaning: claims of FEVER, Citation Integrity and WiCE (its dev part, "
    "and the train part of its spans) with what they rest on, and headings of the project's reports with "
    "the passages below them; 3,000, 1,600, 669 and 236 groups were laid out, some 3,800 of them were seen, "
    "26,000 pairs in 575 seconds of one core (bf16, 80 tokens, 3,500 tokens a second, 1e-4 falling to 0), "
    "25 minutes by the clock on a busy machine. Left out: what a benchmark holds nearly so (18, 7 and 2 "
    "claims, 70 headings), and the claims of FEVER and Citation Integrity that the weights above learn from, "
    "with their texts. "
    "On the validation halves it puts the best 20 of the linear model, as it was before titles and headings "
    "stood with the words, in order again (int8, 96 tokens), "
    "alone, with a fixed weight beside the shipped model, and as a sixth feature, all six weights learnt as "
    "the five were (.288 for it; from 99 and 100 claims of the two sets). nDCG@10, with the gain over what "
    "ships in thousandths and its 95 per cent interval:\n\n"
    + table(
        ("set", "questions", "ships", "alone", "+0.1", "+0.3", "+0.7", "sixth feature"),
        [
            ("scifact", "133", ".749", ".621", "-2", "-5", "-22", ".744, -5 (-17 to +6)"),
            ("climate-fever-sent", "256", ".465", ".413", "+3", "+4", "+8", ".473, +7 (-3 to +18)"),
            ("pira-en", "216", ".917", ".795", "+1", "+8", "0", ".924, +7 (-3 to +17)"),
            ("xquad-en", "102", ".989", ".945", "0", "+4", "+4", ".993, +4 (0 to +11)"),
            ("mean of the four", "", ".780", ".694", "0", "+3", "-3", ".783, +3 (-2 to +8)"),
            ("the project's judgments", "146", ".545", ".410", "", "", "", ".535, -10 (-29 to +9)"),
        ],
    )
    + "\n\n"
    "The project's judgments are those that the six weights learn from, so that they flatter them if "
    "anything, and the only questions about policy reports here. No gain is beyond chance, and where the "
    "product is used it comes out lower: it does not ship, and the test halves were not scored with it. It "
    "does see something: against five weights fitted to the same best 20, the sixth adds +3, +10 (+2 to "
    "+19), +10 (0 to +19) and +4. It was still learning: with 13,000 pairs, on the first 40 "
    "questions of three sets, a weight of .3 gave -25, -9 and +10, with 26,000 -12, -7 and +20. A second "
    "pass was stopped for want of time. Fifty candidates of 96 tokens take 265 to 320 ms of one core, in "
    "OpenVINO with int8 matrices, and 20 some 120 ms (fifty of 112 tokens 370, in fp32 680); two idle cores "
    "would need about the 150 ms allowed for fifty, which was not measured. Fewer layers were not trained. "
    "Next: the same on a machine with a GPU, with many more pairs, and with questions, which these claims "
    "are not.\n\n"
    "**The models that ship, as the sixth feature** over the best 20 of fewer questions (climate-fever-sent "
    "64, scifact 34, pira-en 36; what ships gets .470, .790, .945), the first twelve sentences of a passage "
    "read, with the weight .2: the claim-support model's log-probability that the passage is about the claim "
    "+2, -6, +11; that it supports it -3, -7, +11; the relevance head's log-odds +2, -4, +1; with .5 +2, -1, "
    "+11, then -4, -4, 0, then -15, -6, +3. Each alone costs 58 to 138. They take 5 to 14 ms a candidate, "
    "100 to 270 for 20. Left out."
)
