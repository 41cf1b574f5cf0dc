package org.menura.chat.tool;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/**
 * A tool call as a parser has read it so far.
 *
 * @param id that the model gave it; null if it gave none
 * @param name of the function
 * @param arguments the JSON text of the arguments; a part of it where the answer was cut off
 * @param complete whether the arguments are a whole JSON object
 */
@Extension
public record ParsedCall(@Nullable String id, String name, String arguments, boolean complete) {}
