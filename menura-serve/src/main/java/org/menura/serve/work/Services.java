package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
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

    /** Takes a model into use as {@link #lease}, with the adapters that a request for texts chooses by llama.cpp's {@code lora}. */
    public Lease adapted(Fields fields) {
        Lease lease = lease(fields);
        try {
            JsonNode adapters = fields.any("lora");
            if (adapters != null) {
                lease.choose(AdapterScales.read(adapters, "lora", lease));
            }
            return lease;
        } catch (HttpError e) {
            lease.close();
            throw e;
        }
    }
}
