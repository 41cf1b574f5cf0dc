package org.menura.springai;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.embed.Embedder;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** Texts and documents are embedded. */
class MenuraEmbeddingModelTest {
    private static LanguageModel stories;

    @BeforeAll
    static void load() {
        stories = Menura.load(ScriptedChats.repository("models/stories260K"));
    }

    @AfterAll
    static void close() {
        stories.close();
    }

    @Test
    void textsAndDocumentsAreEmbeddedAlike() {
        MenuraEmbeddingModel model = MenuraEmbeddingModel.of(stories);
        assertEquals(64, model.dimensions());
        assertArrayEquals(stories.embed("a cat"), model.embed("a cat"));
        assertArrayEquals(stories.embed("a cat"), model.embed(new Document("a cat")));
        EmbeddingResponse response = model.embedForResponse(List.of("one", "two"));
        assertEquals(2, response.getResults().size());
        assertEquals(1, response.getResults().getLast().getIndex());
        assertEquals("stories260K", response.getMetadata().getModel());
        assertTrue(response.getMetadata().getUsage().getPromptTokens() > 0);
    }

    @Test
    void dimensionsAreTheFirstOnes() {
        MenuraEmbeddingModel model = MenuraEmbeddingModel.of(stories);
        EmbeddingRequest few = new EmbeddingRequest(
                List.of("a cat"), EmbeddingOptions.builder().dimensions(8).build());
        float[] cut = model.call(few).getResult().getOutput();
        assertEquals(8, cut.length);
        assertEquals(1, Embedder.cosine(cut, java.util.Arrays.copyOf(stories.embed("a cat"), 8)), 1e-5);
        EmbeddingRequest many = new EmbeddingRequest(
                List.of("a cat"), EmbeddingOptions.builder().dimensions(65).build());
        assertThrows(IllegalArgumentException.class, () -> model.call(many));
    }
}
