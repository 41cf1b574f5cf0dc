package org.menura.serve.model;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;

/**
 * The state of a model of a server at one moment.
 *
 * @param users requests that use it
 * @param failure why it could not be loaded; null if it could
 * @param expires when it will be unloaded if nobody asks for it, in milliseconds since 1970; 0 for never
 */
@Internal
public record ModelStatus(
        ModelEntry entry,
        ModelState state,
        int users,
        @Nullable String failure,
        long expires) {}
