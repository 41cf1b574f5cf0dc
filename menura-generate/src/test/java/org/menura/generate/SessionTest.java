package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.generate.sample.Argmax;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionFile;
import org.menura.model.CausalModel;
import org.menura.model.SequenceState;
import org.menura.model.load.Models;
import org.menura.tensor.KvCache;
import org.menura.tensor.cpu.CpuBackend;

@Tag("slow")
class SessionTest {
    private static CausalModel model(String name) {
        return Models.decoder(TestData.path("golden").resolve(name), new CpuBackend(2));
    }

    private static int[] greedy(Session session, float[] first, int count) {
        int[] out = new int[count];
        float[] logits = first;
        for (int i = 0; i < count; i++) {
            out[i] = Argmax.of(logits);
            logits = session.feed(out[i]);
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "mistral-sliding", "mixtral-4e", "mamba", "mamba2", "rwkv4", "rwkv7-pth"})
    void aLoadedSessionContinuesWithTheSameTokens(String name, @TempDir Path folder) throws IOException {
        CausalModel model = model(name);
        Session session = new Session(model);
        float[] logits = session.feed(3, 5, 7, 9);
        Path file = folder.resolve("session");
        SessionFile.save(session, file);
        int[] expected = greedy(session, logits, 12);

        Session loaded = SessionFile.load(file, model(name));
        assertArrayEquals(new int[] {3, 5, 7, 9}, loaded.tokens());
        assertArrayEquals(logits, loaded.logits());
        assertArrayEquals(expected, greedy(loaded, loaded.logits(), 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-gqa", "rwkv6-pth", "mamba"})
    void forksDoNotDisturbEachOther(String name) {
        CausalModel model = model(name);
        Session session = new Session(model);
        session.feed(4, 8, 15);
        Session fork = session.fork();
        fork.feed(16, 23, 42);
        float[] expected = new Session(model).feed(4, 8, 15, 16);
        assertArrayEquals(expected, session.feed(16), 1e-4f);
        assertEquals(6, fork.length());
    }

    @Test
    void aLongPromptPassesInPiecesWithTheSameAnswer() {
        CausalModel model = model("mamba2");
        int[] prompt = IntStream.range(0, 1300).map(i -> i * 31 % 80).toArray();
        float[] once = new Session(model).feed(prompt);
        Session session = new Session(model);
        session.feed(Arrays.copyOf(prompt, 700));
        float[] twice = session.feed(Arrays.copyOfRange(prompt, 700, 1300));
        assertArrayEquals(once, twice, 1e-3f);
    }

    @Test
    void theStatesOfRecurrentModelsDoNotGrow() {
        for (String name : new String[] {"mamba", "mamba2", "rwkv4", "rwkv7-pth"}) {
            SequenceState state = model(name).newState();
            assertTrue(
                    state.parts().stream().allMatch(p -> p instanceof SequenceState.Recurrence),
                    name + " has a state that is no recurrence");
        }
    }

    @Test
    void aSlidingWindowGoesOnForEverAndForgets() {
        CausalModel model = model("mistral-sliding");
        Session session = new Session(model);
        float[] logits = session.feed(1);
        for (int i = 0; i < 400; i++) {
            logits = session.feed(i % 80);
        }
        assertEquals(401, session.length());
        KvCache cache = session.state().cache(0);
        assertTrue(cache.length() - cache.first() < 200, "held from " + cache.first());
        assertTrue(Float.isFinite(logits[0]));
    }

    @Test
    void theEndOfTheContextIsAClearError() {
        Session session = new Session(model("llama-gqa"));
        session.feed(IntStream.range(0, 64).toArray());
        ContextOverflowException e = assertThrows(ContextOverflowException.class, () -> session.feed(1));
        assertTrue(e.getMessage().contains("64"), e.getMessage());
        assertEquals(64, session.length());
    }

    @Test
    void idsThatTheModelDoesNotHaveAreRefused() {
        Session session = new Session(model("llama-gqa"));
        assertThrows(IllegalArgumentException.class, () -> session.feed(88));
        assertThrows(IllegalArgumentException.class, () -> session.feed(-1));
        assertThrows(IllegalArgumentException.class, session::feed);
    }

    @Test
    void aSessionOfAnotherModelOrADamagedOneIsRefused(@TempDir Path folder) throws IOException {
        Session session = new Session(model("llama-gqa"));
        session.feed(1, 2, 3);
        Path file = folder.resolve("session");
        SessionFile.save(session, file);
        assertThrows(FormatException.class, () -> SessionFile.load(file, model("mamba")));
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 97) {
            Path cut = folder.resolve("cut");
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThrows(FormatException.class, () -> SessionFile.load(cut, session.model()));
        }
    }

    @Test
    void threadsDoNotChangeTheResult() {
        for (String name : new String[] {"llama-mha", "mamba", "rwkv7-pth", "mixtral-8e"}) {
            Path folder = TestData.path("golden").resolve(name);
            int[] prompt = IntStream.range(1, 12).toArray();
            float[] one = new Session(Models.decoder(folder, new CpuBackend(1))).feed(prompt);
            float[] three = new Session(Models.decoder(folder, new CpuBackend(3))).feed(prompt);
            assertArrayEquals(one, three, name);
        }
    }
}
