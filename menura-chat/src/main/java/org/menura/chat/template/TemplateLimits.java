package org.menura.chat.template;

import org.menura.tensor.annotation.Extension;

/**
 * Bounds of one rendering. A template that needs more fails with a {@link TemplateException}.
 *
 * @param steps how many nodes may be evaluated and elements visited
 * @param output how many characters the rendered text, or any one string on the way, may have
 * @param work how many characters of intermediate values may be made in all; a list element counts as eight, and
 *     reading eight characters counts as one
 * @param depth how deeply expressions, statements and values may nest; a macro call counts as three levels
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
