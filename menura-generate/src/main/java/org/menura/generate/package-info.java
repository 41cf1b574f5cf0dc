/**
 * Runs models in your own program. {@link org.menura.generate.Menura#load} loads a Hugging Face folder or a GGUF file, and
 * the {@link org.menura.generate.LanguageModel} that it returns continues texts, talks, scores and embeds, for any number
 * of threads. Below it lie sessions, samplers, batches and pipelines for those who put things together themselves.
 */
@NullMarked
package org.menura.generate;

import org.jspecify.annotations.NullMarked;
