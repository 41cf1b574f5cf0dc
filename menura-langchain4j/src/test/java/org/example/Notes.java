package org.example;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.nio.file.Path;
import java.util.List;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.langchain4j.MenuraEmbeddingModel;

/** Notes that are found by what they mean. */
public final class Notes {
    public static void main(String[] args) {
        try (LanguageModel model = Menura.load(Path.of(args[0]))) {
            EmbeddingModel embeddings =
                    MenuraEmbeddingModel.builder().model(model).build();
            InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
            List<TextSegment> notes = List.of(TextSegment.from("The cat sleeps."), TextSegment.from("Rain is coming."));
            store.addAll(embeddings.embedAll(notes).content(), notes);
            EmbeddingMatch<TextSegment> best = store.search(EmbeddingSearchRequest.builder()
                            .queryEmbedding(embeddings.embed("The cat sleeps.").content())
                            .maxResults(1)
                            .build())
                    .matches()
                    .getFirst();
            System.out.println(best.embedded().text());
        }
    }

    private Notes() {}
}
