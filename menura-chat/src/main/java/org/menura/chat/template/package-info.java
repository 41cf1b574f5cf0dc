/**
 * Chat templates: a sandboxed subset of Jinja with the semantics of Jinja2 3.1, as Hugging Face models publish them.
 *
 * <p>The pipeline is {@code Lexer} (tokens) → {@code Parser} ({@code Stmt} and {@code Expr} trees) → {@code Interpreter}
 * and {@code Evaluator} (text). A value is a {@link java.lang.String}, {@code Long} or {@code BigInteger},
 * {@code Double}, {@code Boolean}, {@code None}, a {@link java.util.List} (Python's list), {@code Tuple}, {@code Dict},
 * {@code Undefined}, or one of the few objects a template can make. Java objects from outside are copied into these
 * kinds before rendering, so a template reaches nothing but data.
 */
@NullMarked
package org.menura.chat.template;

import org.jspecify.annotations.NullMarked;
