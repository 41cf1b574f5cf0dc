/**
 * Text to token ids and back: Hugging Face {@code tokenizer.json}, SentencePiece models, the vocabularies inside GGUF
 * files, and RWKV's longest-match vocabulary, all behind {@link org.menura.format.tokenizer.Tokenizer}.
 */
@NullMarked
package org.menura.format.tokenizer;

import org.jspecify.annotations.NullMarked;
