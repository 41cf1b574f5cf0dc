package org.menura.chat.template;

/**
 * The environment of a template.
 *
 * @param trims whether the line break behind a block and the blanks before it are dropped ({@code trim_blocks} and
 *     {@code lstrip_blocks})
 * @param keepsEnd whether a line break that ends the template is kept
 * @param strict whether anything but a test of what is undefined is an error
 * @param escapesJson whether {@code tojson} writes what HTML allows in scripts, with sorted keys
 */
record Dialect(boolean trims, boolean keepsEnd, boolean strict, boolean escapesJson) {
    /** The environment of Hugging Face's chat templates. */
    static final Dialect CHAT = new Dialect(true, false, false, false);

    /** Jinja2's own environment with {@code StrictUndefined} and {@code keep_trailing_newline}. */
    static final Dialect TEXT = new Dialect(false, true, true, true);
}
