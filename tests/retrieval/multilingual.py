"""A tiny multilingual encoder of random weights, in the files that sentence-transformers loads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

LINES = (
    "Forests store carbon in wood and in soil, and their loss adds to emissions every year.",
    "Les forêts stockent le carbone dans le bois et dans le sol, et leur perte ajoute des émissions.",
    "Los bosques almacenan carbono en la madera y en el suelo, y su pérdida añade emisiones cada año.",
    "As florestas armazenam carbono na madeira e no solo, e a sua perda soma emissões a cada ano.",
    "森林在木材和土壤中储存碳，森林的损失每年增加排放。",
    "تخزن الغابات الكربون في الخشب وفي التربة، وفقدانها يزيد الانبعاثات كل عام.",
    "Леса хранят углерод в древесине и в почве, а их потеря каждый год увеличивает выбросы.",
    "वन लकड़ी और मिट्टी में कार्बन जमा करते हैं, और उनका नुकसान हर साल उत्सर्जन बढ़ाता है।",
    "query: passage: What do the reports say about water, coasts, energy and farming by 2030?",
)
LANGUAGES = ("ar", "en", "es", "fr", "hi", "pt", "ru", "zh")
DIM = 32
PLACES = 66  # of which XLM-R leaves the first two to the padding


def tiny_encoder(
    folder: Path,
    *,
    pooling: str = "mean",
    prompts: Mapping[str, str] | None = None,
    languages: Sequence[str] = LANGUAGES,
    longest: int | None = None,
) -> Path:
    """Write an XLM-R of one layer with the words and letters of ``LINES``; the same each time."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    words = sorted({f"▁{word}" for line in LINES for word in line.split()})
    letters = sorted({letter for line in LINES for letter in f"▁{line}".replace(" ", "")} - set(words))
    vocabulary = [(special, 0.0) for special in ("<s>", "<pad>", "</s>", "<unk>")]
    vocabulary += [(word, -6.0) for word in words] + [(letter, -9.0) for letter in letters]
    pieces = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    pieces.normalizer = normalizers.NFKC()
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    pieces.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", "<s> $A </s> </s> $B </s>", [("<s>", 0), ("</s>", 2)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
    )
    tokenizer.save_pretrained(str(folder))
    torch.manual_seed(0)
    model = XLMRobertaModel(
        XLMRobertaConfig(
            vocab_size=pieces.get_vocab_size(),
            hidden_size=DIM,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=2 * DIM,
            max_position_embeddings=PLACES,
            initializer_range=0.3,
        )
    )
    model.save_pretrained(str(folder))
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ]
    modes = {f"pooling_mode_{name}": name.startswith(pooling) for name in ("cls_token", "mean_tokens")}
    (folder / "1_Pooling").mkdir()
    _write(folder / "modules.json", modules)
    _write(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": DIM, **modes})
    if prompts is not None:
        _write(folder / "config_sentence_transformers.json", {"prompts": dict(prompts)})
    if longest is not None:
        _write(folder / "sentence_bert_config.json", {"max_seq_length": longest, "do_lower_case": False})
    listed = "".join(f"- {code}\n" for code in languages)
    (folder / "README.md").write_text(f"---\nlicense: mit\nlanguage:\n{listed}---\n# Tiny\n", "utf-8")
    return folder


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), "utf-8")
