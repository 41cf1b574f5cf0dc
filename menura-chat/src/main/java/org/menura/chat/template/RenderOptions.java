package org.menura.chat.template;

import java.time.Clock;
import java.time.ZoneId;
import org.menura.tensor.annotation.Extension;

/**
 * Options of a rendering: its clock and limits.
 *
 * @param clock clock that {@code strftime_now} reads, in its zone
 * @param limits limits of the rendering
 */
@Extension
public record RenderOptions(Clock clock, TemplateLimits limits) {
    /** Returns options with the system's clock and the default limits. */
    public static RenderOptions defaults() {
        return new RenderOptions(Clock.system(ZoneId.systemDefault()), TemplateLimits.DEFAULT);
    }

    public RenderOptions withClock(Clock newClock) {
        return new RenderOptions(newClock, limits);
    }

    public RenderOptions withLimits(TemplateLimits newLimits) {
        return new RenderOptions(clock, newLimits);
    }
}
