package org.menura.chat.template;

import java.time.Clock;
import java.time.ZoneId;
import org.menura.tensor.annotation.Extension;

/**
 * Options of a rendering: its clock, its limits, and what the template may do.
 *
 * @param clock clock that {@code strftime_now} reads, in its zone
 * @param limits limits of the rendering
 * @param mutable whether the template may change lists and dicts, as some do that Jinja2's immutable sandbox refuses; what
 *     it was given stays as it is
 */
@Extension
public record RenderOptions(Clock clock, TemplateLimits limits, boolean mutable) {
    /** Returns options with the system's clock and the default limits. */
    public static RenderOptions defaults() {
        return new RenderOptions(Clock.system(ZoneId.systemDefault()), TemplateLimits.DEFAULT, false);
    }

    public RenderOptions withClock(Clock newClock) {
        return new RenderOptions(newClock, limits, mutable);
    }

    public RenderOptions withLimits(TemplateLimits newLimits) {
        return new RenderOptions(clock, newLimits, mutable);
    }

    /** Returns a copy whose template may change lists and dicts. */
    public RenderOptions withMutableValues() {
        return new RenderOptions(clock, limits, true);
    }
}
