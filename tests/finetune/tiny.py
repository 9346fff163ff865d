"""A tiny BERT and a tiny ViT of random weights, and data that they can learn: seconds, not minutes."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, ViTConfig, ViTModel
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from finetune.encoder import quiet

WORDS = """
storm flood drought heat hits the coast of kenya chile and brings rain wind no harm we will cut emissions
by half solar power forests grow bees live in meadows cyclone idai strikes beira today
"""
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def tiny_bert(folder: Path, seed: int = 1) -> Path:
    """A folder that transformers loads: 2 layers, 32 wide."""
    vocabulary = {word: at for at, word in enumerate([*MARKS, *WORDS.split()])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=64,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        architectures=["BertModel"],
    )
    with quiet():
        BertModel(config, add_pooling_layer=False).save_pretrained(folder)
        fast.save_pretrained(folder)
    return folder


def tiny_vit(folder: Path, seed: int = 1) -> Path:
    """A folder that transformers loads: 2 layers, 32 wide, images of 16 pixels in 16 patches."""
    torch.manual_seed(seed)
    config = ViTConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        image_size=16,
        patch_size=4,
        architectures=["ViTModel"],
    )
    with quiet():
        ViTModel(config, add_pooling_layer=False).save_pretrained(folder)
        ViTImageProcessorPil(size={"height": 16, "width": 16}).save_pretrained(folder)
    return folder
