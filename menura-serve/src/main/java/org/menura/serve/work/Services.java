package org.menura.serve.work;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.Fields;
import org.menura.serve.metrics.ServerMetrics;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelStore;

/**
 * What routes work with.
 *
 * @param models the models of the server
 * @param metrics what is measured
 * @param background computes what no engine batches: pictures, recordings, embeddings
 * @param limits most bytes of what requests hold
 * @param sessions folder that sessions are saved in; null if none are
 */
public record Services(
        ModelStore models,
        ServerMetrics metrics,
        Background background,
        MediaLimits limits,
        @Nullable Path sessions) {
    /** Takes the model into use that a request names in {@code model}; the first one if it names none. */
    public Lease lease(Fields fields) {
        return models.lease(fields.text("model", ""));
    }
}
