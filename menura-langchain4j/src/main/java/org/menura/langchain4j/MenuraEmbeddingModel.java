package org.menura.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;

/**
 * An embedding model in this process:
 *
 * <pre>{@code
 * EmbeddingModel model = MenuraEmbeddingModel.builder().model(Menura.load(Path.of("bge-small-en-v1.5"))).build();
 * }</pre>
 *
 * <p>Texts become what sentence-transformers makes of them, many in each forward pass. Images are embedded where the model
 * can (CLIP, SigLIP). Thread-safe.
 */
public final class MenuraEmbeddingModel implements EmbeddingModel {
    private final Embedder embedder;
    private final String name;
    private final @Nullable String queryPrefix;
    private final @Nullable String documentPrefix;
    private final List<EmbeddingModelListener> listeners;
    private volatile int dimension;

    private MenuraEmbeddingModel(Builder builder) {
        if (builder.embedder == null) {
            throw new IllegalArgumentException("an embedding model needs a model: call model(...) or embedder(...)");
        }
        this.embedder = builder.embedder;
        this.name = builder.name;
        this.queryPrefix = builder.queryPrefix;
        this.documentPrefix = builder.documentPrefix;
        this.listeners = List.copyOf(builder.listeners);
    }

    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        List<EmbeddingInput> inputs = request.inputs();
        String prefix = prefix(request.inputType());
        List<String> texts = new ArrayList<>();
        float[][] vectors = new float[inputs.size()][];
        for (int i = 0; i < vectors.length; i++) {
            ImageContent image = image(inputs.get(i));
            if (image == null) {
                texts.add(prefix + inputs.get(i).text());
            } else {
                byte[] file = Media.bytes(image.image().url(), image.image().base64Data(), null, "image");
                vectors[i] = embedder.image(Media.picture(file));
            }
        }
        List<float[]> ofTexts = texts.isEmpty() ? List.of() : Requests.mapped(() -> embedder.texts(texts));
        int next = 0;
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = vectors[i] == null ? ofTexts.get(next++) : vectors[i];
        }
        Integer dimensions = request.dimensions();
        return EmbeddingResponse.builder()
                .embeddings(Arrays.stream(vectors)
                        .map(v -> Embedding.from(dimensions == null ? v : cut(v, dimensions)))
                        .toList())
                .metadata(EmbeddingResponseMetadata.builder()
                        .modelName(name)
                        .tokenUsage(new TokenUsage(
                                texts.stream().mapToInt(embedder::tokens).sum(), 0))
                        .build())
                .build();
    }

    private static @Nullable ImageContent image(EmbeddingInput input) {
        List<Content> contents = input.contents();
        if (contents.stream().allMatch(c -> c.type() == ContentType.TEXT)) {
            return null;
        }
        if (contents.size() != 1) {
            throw new UnsupportedFeatureException(
                    "one embedding of text and IMAGE together is not supported; embed each by itself");
        }
        return (ImageContent) contents.getFirst();
    }

    private String prefix(@Nullable EmbeddingInputType type) {
        return switch (type) {
            case null -> "";
            case QUERY -> queryPrefix == null ? "" : queryPrefix;
            case DOCUMENT -> documentPrefix == null ? "" : documentPrefix;
        };
    }

    /** The first dimensions, scaled to length 1 (Matryoshka embeddings, arXiv 2205.13147). */
    private static float[] cut(float[] vector, int dimensions) {
        if (dimensions < 1 || dimensions > vector.length) {
            throw new UnsupportedFeatureException("%d dimensions are not supported: the model's embeddings have %d"
                    .formatted(dimensions, vector.length));
        }
        return dimensions == vector.length ? vector : Embedder.unit(Arrays.copyOf(vector, dimensions));
    }

    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
        Set<EmbeddingParameter<?>> known = new HashSet<>(Set.of(EmbeddingRequestParameters.DIMENSIONS));
        if (queryPrefix != null || documentPrefix != null) {
            known.add(EmbeddingRequestParameters.INPUT_TYPE);
        }
        return known;
    }

    @Override
    public Set<ContentType> supportedContentTypes() {
        Set<ContentType> types = EnumSet.noneOf(ContentType.class);
        if (embedder.kinds().contains(EmbeddedKind.TEXT)) {
            types.add(ContentType.TEXT);
        }
        if (embedder.kinds().contains(EmbeddedKind.IMAGE)) {
            types.add(ContentType.IMAGE);
        }
        return types;
    }

    @Override
    public int dimension() {
        if (dimension == 0) {
            dimension = embedder.text("dimension").length;
        }
        return dimension;
    }

    @Override
    public String modelName() {
        return name;
    }

    @Override
    public List<EmbeddingModelListener> listeners() {
        return listeners;
    }

    /** Creates a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of an embedding model, which needs a model. */
    public static final class Builder {
        private @Nullable Embedder embedder;
        private String name = Requests.PROVIDER;
        private @Nullable String queryPrefix;
        private @Nullable String documentPrefix;
        private final List<EmbeddingModelListener> listeners = new ArrayList<>();

        private Builder() {}

        /** Sets the model, which stays the caller's to close; its folder's name becomes the {@link #modelName}. */
        public Builder model(LanguageModel model) {
            embedder = model.embedder();
            name = Requests.name(model);
            return this;
        }

        /** Sets an embedder instead of a model, such as one with another pooling. */
        public Builder embedder(Embedder value) {
            embedder = value;
            return this;
        }

        /** Sets the name that responses give. */
        public Builder modelName(String value) {
            name = value;
            return this;
        }

        /** Sets what stands before texts of the input type QUERY, such as {@code "query: "} for E5. */
        public Builder queryPrefix(String value) {
            queryPrefix = value;
            return this;
        }

        /** Sets what stands before texts of the input type DOCUMENT, such as {@code "passage: "} for E5. */
        public Builder documentPrefix(String value) {
            documentPrefix = value;
            return this;
        }

        /** Adds listeners. */
        public Builder listeners(List<EmbeddingModelListener> values) {
            listeners.addAll(values);
            return this;
        }

        /**
         * Creates the model.
         *
         * @throws IllegalArgumentException if no model was set
         */
        public MenuraEmbeddingModel build() {
            return new MenuraEmbeddingModel(this);
        }
    }
}
