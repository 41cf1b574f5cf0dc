package org.menura.generate.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.menura.format.Checkpoint;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.model.StateSpec;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Registry;
import org.menura.tensor.dtype.DType;

/**
 * The size of a model: its parameters, tensors and context length.
 *
 * @param family common name of its architecture
 * @param modelType its {@code model_type}
 * @param kind {@code decoder}, {@code encoder} or {@code encoder-decoder}
 * @param parameters number of weights
 * @param bytes size of its tensors on disk in bytes, by type
 * @param tensors number of tensors, by type
 * @param contextLength longest sequence; {@link Integer#MAX_VALUE} if there is no bound
 * @param stateTokens tokens that {@code stateBytes} is for: the context, or 1 where that has no bound
 * @param stateBytes memory of the state of one sequence of that length; 0 for encoders
 */
public record ModelInfo(
        String family,
        String modelType,
        String kind,
        long parameters,
        Map<DType, Long> bytes,
        Map<DType, Integer> tensors,
        int contextLength,
        int stateTokens,
        long stateBytes) {
    private static final String FILE_TYPE = "general.file_type";

    /** Measures a model. */
    public static ModelInfo of(LoadedModel bundle) {
        Checkpoint weights = bundle.source().weights();
        long parameters = 0;
        Map<DType, Long> bytes = new EnumMap<>(DType.class);
        Map<DType, Integer> tensors = new EnumMap<>(DType.class);
        for (String name : weights.names()) {
            long elements = weights.shape(name).elements();
            DType type = weights.dtype(name);
            parameters += elements;
            bytes.merge(type, type.bytes(elements), Long::sum);
            tensors.merge(type, 1, Integer::sum);
        }
        int context = contextLength(bundle);
        List<StateSpec> states = states(bundle);
        int length = context == Integer.MAX_VALUE ? 1 : context;
        return new ModelInfo(
                Registry.find(ModelKind.ANY, bundle.source().fields()).name(),
                bundle.source().config().path("model_type").asText(),
                kind(bundle),
                parameters,
                bytes,
                tensors,
                context,
                length,
                states.stream().mapToLong(s -> bytes(s, length)).sum());
    }

    /** Returns the number of bytes of all tensors on disk. */
    public long totalBytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the type that holds most of the bytes. */
    public DType mainType() {
        return bytes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(DType.F32);
    }

    /**
     * Returns the name of the type that the weights are stored in: of a GGUF file what it says itself, else the type
     * that holds most bytes.
     */
    public static String typeName(LoadedModel bundle) {
        GgufFile gguf = bundle.source().gguf();
        return gguf != null && gguf.hasKey(FILE_TYPE)
                ? FileType.of(gguf.integer(FILE_TYPE))
                        .map(FileType::label)
                        .orElseGet(() -> of(bundle).mainType().name())
                : of(bundle).mainType().name();
    }

    private static String kind(LoadedModel bundle) {
        return switch (bundle) {
            case LoadedModel.Decoder d -> d.senses() == null ? "decoder" : "multimodal";
            case LoadedModel.Encoder _ -> "encoder";
            case LoadedModel.Images _ -> "image encoder";
            case LoadedModel.Dual _ -> "dual encoder";
            case LoadedModel.Seq2Seq _ -> "encoder-decoder";
            case LoadedModel.Speech _ -> "speech";
        };
    }

    private static int contextLength(LoadedModel bundle) {
        return switch (bundle) {
            case LoadedModel.Decoder d -> d.model().contextLength();
            case LoadedModel.Encoder e -> e.model().contextLength();
            case LoadedModel.Dual d -> d.model().texts().contextLength();
            case LoadedModel.Speech s -> s.model().contextLength();
            case LoadedModel.Images _, LoadedModel.Seq2Seq _ -> Integer.MAX_VALUE;
        };
    }

    private static List<StateSpec> states(LoadedModel bundle) {
        return switch (bundle) {
            case LoadedModel.Decoder d -> d.model().states();
            case LoadedModel.Encoder _, LoadedModel.Images _, LoadedModel.Dual _ -> List.of();
            case LoadedModel.Seq2Seq s -> s.model().states();
            case LoadedModel.Speech s -> s.model().states();
        };
    }

    private static long bytes(StateSpec spec, int length) {
        return switch (spec) {
            case StateSpec.KeyValues kv -> {
                long rows = kv.window() == 0 ? length : Math.min(length, kv.window());
                yield rows * kv.heads() * (kv.keyDim() + kv.valueDim()) * Float.BYTES;
            }
            case StateSpec.Recurrent r -> r.shape().elements() * Float.BYTES;
        };
    }
}
