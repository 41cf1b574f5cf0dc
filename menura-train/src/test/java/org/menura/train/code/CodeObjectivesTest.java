package org.menura.train.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.data.SpecialTokens;
import org.menura.tensor.Rng;
import org.menura.train.data.Batch;
import org.menura.train.data.Seq2SeqBatch;

class CodeObjectivesTest {
    private static final int END = 1;
    private static final int START = 0;
    private static final int FIRST = 99;
    private static final CodeFrame FRAME = frame(40);

    private static CodeFrame frame(int length) {
        return new CodeFrame(
                new SpecialTokens(new int[] {2}, new int[] {3}), END, START, FIRST, 10, new int[] {5}, length);
    }

    /** {@code add numbers} · {@code int sum ( int a ) a sum}, where sum has two tokens. */
    private static final CodeText TEXT = new CodeText(
            new int[] {6},
            List.of(new int[] {10}, new int[] {11}),
            List.of(
                    new int[] {20},
                    new int[] {30, 31},
                    new int[] {21},
                    new int[] {20},
                    new int[] {40},
                    new int[] {22},
                    new int[] {41},
                    new int[] {30, 31}),
            new int[] {-1, 0, -1, -1, 1, -1, 1, 0},
            true);

    private static Seq2SeqBatch written(CodeBatch batch) {
        return batch.written().orElseThrow();
    }

    @Test
    void masksAllOccurrencesOfAnIdentifierByOneSentinel() {
        Seq2SeqBatch b = written(new MaskedIdentifiers().example(TEXT, FRAME, new Rng(1)));
        assertArrayEquals(new int[] {2, 10, 11, END, 20, 99, 21, 20, 98, 22, 98, 99, 3}, b.inputs());
        assertArrayEquals(new int[] {99, 30, 31, 98, 40, END}, b.decoder().targets());
        assertArrayEquals(new int[] {START, 99, 30, 31, 98, 40}, b.decoder().ids());
    }

    @Test
    void leavesIdentifiersWithoutSentinel() {
        CodeFrame one = new CodeFrame(FRAME.around(), END, START, FIRST, 1, new int[] {5}, 40);
        Seq2SeqBatch b = written(new MaskedIdentifiers().example(TEXT, one, new Rng(1)));
        assertArrayEquals(new int[] {2, 10, 11, END, 20, 99, 21, 20, 40, 22, 41, 99, 3}, b.inputs());
        assertArrayEquals(new int[] {99, 30, 31, END}, b.decoder().targets());
    }

    @Test
    void tagsEachTokenOfTheCode() {
        Batch b = new IdentifierTagging()
                .example(TEXT, FRAME, new Rng(1))
                .tagged()
                .orElseThrow();
        assertArrayEquals(new int[] {2, 10, 11, END, 20, 30, 31, 21, 20, 40, 22, 41, 30, 31, 3}, b.ids());
        assertArrayEquals(new int[] {-1, -1, -1, -1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, -1}, b.targets());
    }

    @Test
    void writesEitherSideFromTheOther() {
        Set<List<Integer>> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Seq2SeqBatch b = written(new DualGeneration().example(TEXT, FRAME, new Rng(1, i)));
            seen.add(Arrays.stream(b.decoder().targets()).boxed().toList());
        }
        assertEquals(Set.of(List.of(5, 10, 11, END), List.of(6, 20, 30, 31, 21, 20, 40, 22, 41, 30, 31, END)), seen);
    }

    @Test
    void denoisesSpansOfWholeWords() {
        List<int[]> code = new ArrayList<>();
        for (int w = 0; w < 80; w++) {
            code.add(w % 3 == 0 ? new int[] {200 + w, 300 + w} : new int[] {200 + w});
        }
        CodeText text = new CodeText(new int[0], List.of(), code, new int[code.size()], true);
        CodeFrame frame = new CodeFrame(new SpecialTokens(new int[0], new int[0]), END, START, FIRST, 50, new int[0], 200);
        int all = code.stream().mapToInt(w -> w.length).sum();
        int masked = 0;
        int spans = 0;
        int rounds = 400;
        for (int i = 0; i < rounds; i++) {
            Seq2SeqBatch b = written(new SpanDenoising(0.15, 3).example(text, frame, new Rng(7, i)));
            assertArrayEquals(CodeFrame.joined(code), restored(b));
            int sentinels = (int) Arrays.stream(b.inputs()).filter(t -> t <= FIRST).count();
            spans += sentinels;
            masked += b.decoder().targets().length - 1 - sentinels;
        }
        assertEquals(0.15, (double) masked / rounds / all, 0.02);
        assertEquals(3, (double) masked / spans, 0.6);
    }

    /** Puts what the decoder writes where the sentinels are. */
    private static int[] restored(Seq2SeqBatch b) {
        Map<Integer, List<Integer>> spans = new HashMap<>();
        List<Integer> span = new ArrayList<>();
        for (int token : b.decoder().targets()) {
            if (token <= FIRST && token > END) {
                span = spans.computeIfAbsent(token, _ -> new ArrayList<>());
            } else if (token != END) {
                span.add(token);
            }
        }
        List<Integer> text = new ArrayList<>();
        boolean behindSpan = false;
        for (int token : b.inputs()) {
            boolean sentinel = token <= FIRST;
            assertFalse(sentinel && behindSpan, "two spans touch");
            behindSpan = sentinel;
            text.addAll(sentinel ? spans.getOrDefault(token, List.of()) : List.of(token));
        }
        return text.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void cutsLongTexts() {
        for (CodeObjective o : List.of(
                new SpanDenoising(0.15, 3), new IdentifierTagging(), new MaskedIdentifiers(), new DualGeneration())) {
            CodeBatch b = o.example(TEXT, frame(8), new Rng(1));
            b.written().ifPresent(w -> {
                assertTrue(w.inputs().length <= 8);
                assertTrue(w.decoder().ids().length <= 8);
            });
            b.tagged().ifPresent(t -> assertTrue(t.ids().length <= 8));
        }
    }

    @Test
    void objectivesTakeTurnsAmongThoseThatFit() {
        CodeText bare = new CodeText(new int[] {6}, List.of(), TEXT.code(), TEXT.names(), false);
        CodeText empty = new CodeText(new int[] {6}, List.of(), List.of(), new int[0], false);
        List<CodeObjective> all =
                List.of(new SpanDenoising(0.15, 3), new IdentifierTagging(), new MaskedIdentifiers(), new DualGeneration());
        CodeExamples examples = new CodeExamples(List.of(TEXT, bare, empty), all, FRAME);
        assertEquals(2, examples.count());
        int tagged = 0;
        for (int i = 0; i < 400; i++) {
            tagged += examples.example(0, new Rng(3, i)).tagged().isPresent() ? 1 : 0;
            assertTrue(examples.example(1, new Rng(3, i)).tagged().isEmpty());
        }
        assertEquals(100, tagged, 30);
        assertEquals(0, new CodeExamples(List.of(bare), List.of(new DualGeneration()), FRAME).count());
    }
}
