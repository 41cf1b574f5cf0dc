package org.menura.eval.evolve;

import org.jspecify.annotations.Nullable;

/**
 * What a model is asked to do.
 *
 * @param id of the seed, with the rounds behind it in which it was changed
 * @param text of the instruction, with its input if there is one
 * @param answer to it; null if none is known
 */
public record Instruction(String id, String text, @Nullable String answer) {}
