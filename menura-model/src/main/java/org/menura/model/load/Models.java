package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A builder of models from their files. */
public final class Models {
    private Models() {}

    /** Opens a language model in a folder or file; see {@link ModelSource#open}. */
    public static CausalModel decoder(Path path, Backend ops) {
        return open(ModelKind.DECODER, ModelSource.open(path), ops);
    }

    /** Opens a language model, some of its layers with adapters; see {@link #open}. */
    public static CausalModel decoder(ModelSource source, Backend ops, Adapters adapters) {
        return build(ModelKind.DECODER, source.fields(), new CheckpointParameters(source.weights()), ops, adapters);
    }

    /**
     * Opens a language model with a PEFT adapter; see {@link #open}.
     *
     * @throws FormatException also if the adapter does not fit the model
     */
    public static CausalModel decoder(ModelSource source, Backend ops, PeftAdapter adapter) {
        PeftAdapters adapters = new PeftAdapters(adapter, source.rows());
        return open(ModelKind.DECODER, source.withTensorsOf(adapters), ops, adapters);
    }

    /**
     * Opens a model of a kind with a PEFT adapter; see {@link #open(ModelKind, ModelSource, Backend)}.
     *
     * @param source with the adapter's whole tensors: {@link ModelSource#withTensorsOf}
     * @throws FormatException also if the adapter does not fit the model
     */
    public static <M extends Model> M open(ModelKind<M> kind, ModelSource source, Backend ops, PeftAdapters adapters) {
        M model = build(kind, source.fields(), new CheckpointParameters(source.weights()), ops, adapters);
        adapters.checkAllUsed();
        return model;
    }

    /**
     * Opens a model of a kind; {@link ModelKind#ANY} leaves the kind to the source's config.
     *
     * @throws FormatException if its architecture is none of the kind, its config asks for what is not supported, or its
     *     tensors are not those of the config
     */
    public static <M extends Model> M open(ModelKind<M> kind, ModelSource source, Backend ops) {
        return build(kind, source.fields(), new CheckpointParameters(source.weights()), ops, Adapters.NONE);
    }

    /**
     * Builds a model of a kind, and checks that all parameters were used and all fields that matter were read.
     *
     * @throws FormatException as {@link #open}
     */
    public static <M extends Model> M build(
            ModelKind<M> kind, Config config, Parameters parameters, Backend ops, Adapters adapters) {
        Weights weights = Weights.of(parameters, ops, adapters);
        M model;
        try {
            model = Registry.build(kind, config, weights);
        } catch (ArithmeticException e) {
            throw new FormatException(config.source() + ": the sizes of the model's parts go beyond 2^31", e);
        }
        weights.finish();
        UnsupportedFields.refuse(config);
        return model;
    }

    /** Initialises the parameters of a model of any family at random, and returns them by name. */
    public static Map<String, Tensor> initialize(JsonNode config, String source, long seed, Backend ops) {
        RandomParameters parameters = new RandomParameters(seed);
        build(ModelKind.ANY, new Config(config, source), parameters, ops, Adapters.NONE);
        return parameters.made();
    }
}
