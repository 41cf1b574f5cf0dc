package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.EncoderDecoder;
import org.menura.model.ImageEncoder;
import org.menura.model.SpeechModel;
import org.menura.model.TextEncoder;
import org.menura.model.VoiceDetector;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.QFormer;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Builds models of what is on disk. */
public final class Models {
    private Models() {}

    /** The language model in a folder or file; see {@link ModelSource#open}. */
    public static CausalModel decoder(Path path, Backend ops) {
        return decoder(ModelSource.open(path), ops, Adapters.NONE);
    }

    /**
     * The language model of a source, some of its layers with adapters.
     *
     * @throws org.menura.format.FormatException if its architecture is none that Menura has, its config asks for what
     *     is not supported, or its tensors are not those of the config
     */
    public static CausalModel decoder(ModelSource source, Backend ops, Adapters adapters) {
        Config config = source.fields();
        return build(Registry.decoder(config), config, new CheckpointParameters(source.weights()), ops, adapters);
    }

    /** The language model of a source with a PEFT adapter; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static CausalModel decoder(ModelSource source, Backend ops, PeftAdapters adapter) {
        Config config = source.fields();
        Parameters parameters = new CheckpointParameters(adapter.replace(source.weights()));
        CausalModel model = build(Registry.decoder(config), config, parameters, ops, adapter);
        adapter.checkAllUsed();
        return model;
    }

    /** The encoder of health records of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static HiBehrt recordEncoder(ModelSource source, Backend ops) {
        return built(Registry::recordEncoder, source, ops);
    }

    /** The encoder of several kinds of input of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static ImageBind jointEncoder(ModelSource source, Backend ops) {
        return jointEncoder(source.fields(), source.weights(), ops);
    }

    /** The encoder of several kinds of input that a config describes; see {@link ImageBindConfigs}. */
    public static ImageBind jointEncoder(Config config, Checkpoint weights, Backend ops) {
        return build(Registry.jointEncoder(config), config, new CheckpointParameters(weights), ops, Adapters.NONE);
    }

    /** The text encoder of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static TextEncoder encoder(ModelSource source, Backend ops) {
        return built(Registry::encoder, source, ops);
    }

    /** The encoder of pictures of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static ImageEncoder imageEncoder(ModelSource source, Backend ops) {
        return built(Registry::imageEncoder, source, ops);
    }

    /** The encoder of pictures and texts of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static DualEncoder dualEncoder(ModelSource source, Backend ops) {
        return built(Registry::dualEncoder, source, ops);
    }

    /** The multimodal model of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static MultimodalModel multimodal(ModelSource source, Backend ops) {
        return built(Registry::multimodal, source, ops);
    }

    /** The input projector of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static QFormer projector(ModelSource source, Backend ops) {
        return built(Registry::projector, source, ops);
    }

    /** The model of speech of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static SpeechModel speechModel(ModelSource source, Backend ops) {
        return built(Registry::speechModel, source, ops);
    }

    /** The detector of voices of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static VoiceDetector voiceDetector(ModelSource source, Backend ops) {
        return built(Registry::voiceDetector, source, ops);
    }

    /** The encoder–decoder of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static EncoderDecoder encoderDecoder(ModelSource source, Backend ops) {
        return built(Registry::encoderDecoder, source, ops);
    }

    /** The denoiser of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static Denoiser denoiser(ModelSource source, Backend ops) {
        return built(Registry::denoiser, source, ops);
    }

    /** The autoencoder of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static Autoencoder autoencoder(ModelSource source, Backend ops) {
        return built(Registry::autoencoder, source, ops);
    }

    /** The vocoder of a source; see {@link #decoder(ModelSource, Backend, Adapters)}. */
    public static HifiGan vocoder(ModelSource source, Backend ops) {
        return built(Registry::vocoder, source, ops);
    }

    private static <M> M built(Function<Config, Family<M>> family, ModelSource source, Backend ops) {
        Config config = source.fields();
        return build(family.apply(config), config, new CheckpointParameters(source.weights()), ops, Adapters.NONE);
    }

    /** Builds a model and checks that all parameters were used and all fields that matter were read. */
    public static <M> M build(Family<M> family, Config config, Parameters parameters, Backend ops, Adapters adapters) {
        Weights weights = Weights.of(parameters, ops, adapters);
        M model = model(family, config, weights);
        weights.finish();
        UnsupportedFields.refuse(config);
        return model;
    }

    private static <M> M model(Family<M> family, Config config, Weights weights) {
        try {
            return family.builder().build(config, weights);
        } catch (ArithmeticException e) {
            throw new FormatException(config.source() + ": the sizes of the model's parts go beyond 2^31", e);
        }
    }

    /** The parameters of a randomly initialised model of any family, by name. */
    public static Map<String, Tensor> initialize(JsonNode config, String source, long seed, Backend ops) {
        RandomParameters parameters = new RandomParameters(seed);
        Config fields = new Config(config, source);
        build(Registry.find(fields), fields, parameters, ops, Adapters.NONE);
        return parameters.made();
    }
}
