/**
 * What a model writes as an answer: text, reasoning, tool calls. A format describes it as data, a parser reads it as it
 * comes, a grammar holds a model to it.
 */
@NullMarked
package org.menura.chat.tool;

import org.jspecify.annotations.NullMarked;
