package org.menura.chat.template;

import org.menura.tensor.annotation.Extension;

/**
 * Limits of one rendering. A template that needs more fails with a {@link TemplateException}.
 *
 * @param steps maximum number of nodes evaluated and elements visited
 * @param output maximum number of characters of the rendered text, or of any one string on the way
 * @param work maximum number of characters of all intermediate values; a list element counts as eight, and
 *     reading eight characters counts as one
 * @param depth maximum nesting of expressions, statements and values; a macro call counts as three levels
 */
@Extension
public record TemplateLimits(long steps, long output, long work, int depth) {
    public static final TemplateLimits DEFAULT = new TemplateLimits(10_000_000, 64L << 20, 256L << 20, 500);

    public TemplateLimits {
        if (steps < 1 || output < 1 || work < 1 || depth < 1) {
            throw new IllegalArgumentException("Limits of a rendering must be positive.");
        }
    }
}
