/**
 * Training of tokenizers: byte-level BPE, SentencePiece's BPE and its unigram language model, written as Hugging Face's
 * {@code tokenizer.json}. The same documents give the same bytes, in whatever order they come.
 */
@NullMarked
package org.menura.data.tokenizer;

import org.jspecify.annotations.NullMarked;
