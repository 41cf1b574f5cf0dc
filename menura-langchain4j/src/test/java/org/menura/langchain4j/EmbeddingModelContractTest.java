package org.menura.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.common.AbstractEmbeddingModelIT;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.menura.format.image.Image;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;

/** LangChain4j's contract of embedding models. */
@Tag("slow")
class EmbeddingModelContractTest extends AbstractEmbeddingModelIT {
    private static LanguageModel stories;

    @BeforeAll
    static void load() {
        stories = Menura.load(Repository.path("models/stories260K"));
    }

    @AfterAll
    static void close() {
        stories.close();
    }

    private static MenuraEmbeddingModel.Builder builder() {
        return MenuraEmbeddingModel.builder().model(stories);
    }

    @Override
    protected List<EmbeddingModel> models() {
        return List.of(
                builder().queryPrefix("query: ").documentPrefix("passage: ").build());
    }

    @Override
    protected EmbeddingModel modelWith(EmbeddingModelListener listener) {
        return builder().listeners(List.of(listener)).build();
    }

    @Override
    protected EmbeddingModel failingModelWith(EmbeddingModelListener listener) {
        return MenuraEmbeddingModel.builder()
                .embedder(new Broken())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected int dimensionsParameter() {
        return 16;
    }

    @Override
    protected boolean supportsImageInput() {
        return false; // this model reads texts; ImageEmbeddingTest embeds images
    }

    private static final class Broken implements Embedder {
        @Override
        public Set<EmbeddedKind> kinds() {
            return Set.of(EmbeddedKind.TEXT);
        }

        @Override
        public float[] text(String text) {
            throw new IllegalStateException("broken");
        }

        @Override
        public float[] image(Image picture) {
            throw new IllegalStateException("broken");
        }

        @Override
        public float[] sound(Path file) {
            throw new IllegalStateException("broken");
        }
    }
}
