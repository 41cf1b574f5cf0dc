package org.menura.springai;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.generate.LanguageModel;
import org.menura.generate.embed.Embedder;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/**
 * An embedding model in this process:
 *
 * <pre>{@code
 * EmbeddingModel model = MenuraEmbeddingModel.of(Menura.load(Path.of("bge-small-en-v1.5")));
 * float[] vector = model.embed("a text");
 * }</pre>
 *
 * <p>Texts become what sentence-transformers makes of them, many in each forward pass. Fewer dimensions than the model's are its
 * first ones, scaled to length 1 (Matryoshka embeddings, arXiv 2205.13147). Thread-safe.
 */
public final class MenuraEmbeddingModel extends AbstractEmbeddingModel {
    private final Embedder embedder;
    private final String name;

    private MenuraEmbeddingModel(Embedder embedder, String name) {
        this.embedder = embedder;
        this.name = name;
    }

    /** Creates the embedding model of a model that embeds texts, which stays the caller's to close. */
    public static MenuraEmbeddingModel of(LanguageModel model) {
        return of(model.embedder(), Requests.name(model));
    }

    /** Creates the embedding model of an embedder, such as one with another pooling. */
    public static MenuraEmbeddingModel of(Embedder embedder, String name) {
        return new MenuraEmbeddingModel(embedder, name);
    }

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        List<String> texts = request.getInstructions();
        List<float[]> vectors = texts.isEmpty() ? List.of() : embedder.texts(texts);
        EmbeddingOptions options = request.getOptions();
        Integer dimensions = options == null ? null : options.getDimensions();
        List<Embedding> embeddings = new ArrayList<>();
        for (float[] vector : vectors) {
            embeddings.add(new Embedding(dimensions == null ? vector : cut(vector, dimensions), embeddings.size()));
        }
        int tokens = texts.stream().mapToInt(embedder::tokens).sum();
        return new EmbeddingResponse(embeddings, new EmbeddingResponseMetadata(name, new DefaultUsage(tokens, 0)));
    }

    private static float[] cut(float[] vector, int dimensions) {
        if (dimensions < 1 || dimensions > vector.length) {
            throw new IllegalArgumentException("%d dimensions are not supported: the model's embeddings have %d"
                    .formatted(dimensions, vector.length));
        }
        return dimensions == vector.length ? vector : Embedder.unit(Arrays.copyOf(vector, dimensions));
    }

    @Override
    public float[] embed(Document document) {
        return embedder.text(String.valueOf(document.getText()));
    }
}
