package org.menura.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.data.Documents;
import org.menura.data.ExampleSampler;
import org.menura.data.Examples;
import org.menura.data.Packing;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;

class BatchesTest {
    private static final Documents DOCUMENTS = Documents.of(TestDocuments.random(64, 30, 3));
    private static final Packing ROWS = Packing.cut(DOCUMENTS, 32);

    private static Documents ids(int count, int length) {
        return Documents.of(IntStream.range(0, count)
                .mapToObj(d -> new TokenDocument(
                        IntStream.range(0, length).map(i -> 200 + (d + i) % 800).toArray()))
                .toList());
    }

    @Test
    void anEpochHasEachExampleOnce() {
        Batches<Batch> batches = Batches.shuffled(new NextToken(DOCUMENTS, ROWS), 1, 9);
        List<Integer> seen = new ArrayList<>();
        for (long step = 0; step < batches.stepsPerEpoch(); step++) {
            Arrays.stream(batches.at(step).ids()).forEach(seen::add);
        }
        int tokens = IntStream.range(0, 64).map(DOCUMENTS::length).sum();
        assertEquals(
                IntStream.range(0, tokens).boxed().toList(),
                seen.stream().sorted().toList());
        assertTrue(!seen.equals(seen.stream().sorted().toList()));
    }

    @Test
    void batchesAreThoseOfTheStepWhateverCameBefore() {
        Batches<Batch> batches = Batches.shuffled(masked(DOCUMENTS, 0.5f, 5000), 4, 9);
        Batch late = batches.at(1000);
        batches.at(3);
        assertArrayEquals(late.ids(), batches.at(1000).ids());
        assertArrayEquals(late.targets(), batches.at(1000).targets());
        assertEquals(4, late.groupCount());
        assertTrue(!Arrays.equals(late.ids(), batches.at(1001).ids()));
    }

    @Test
    void sourcesAreMixedByWeight() {
        Documents a = Documents.of(List.of(new TokenDocument(new int[] {1, 1})));
        Documents b = Documents.of(List.of(new TokenDocument(new int[] {2, 2}), new TokenDocument(new int[] {3, 3})));
        Batches<Batch> batches = Batches.mixed(
                List.of(new NextToken(a, Packing.separate(a, 2)), new NextToken(b, Packing.separate(b, 2))),
                4,
                1,
                1,
                3);
        for (long step = 0; step < 10; step++) {
            assertEquals(
                    2,
                    Arrays.stream(batches.at(step).ids()).filter(id -> id == 1).count());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Batches<>(
                        List.of(new NextToken(a, Packing.separate(a, 2))),
                        ExampleSampler.inOrder(5),
                        1,
                        0,
                        Batch::join));
    }

    @Test
    void pairsLieBehindEachOther() {
        boolean[] answer = {false, true, true};
        Documents documents = Documents.of(List.of(
                new TokenDocument(new int[] {1, 2, 3}, answer),
                new TokenDocument(new int[] {1, 4, 5}, answer),
                new TokenDocument(new int[] {6, 7, 8}, answer),
                new TokenDocument(new int[] {6, 9}, new boolean[] {false, true})));
        Pairs pairs = new Pairs(documents, 3);
        Batch batch = new Batches<>(List.of(pairs), ExampleSampler.inOrder(2), 2, 0, Batch::join).at(0);
        assertArrayEquals(new int[] {1, 2, 3, 1, 4, 5, 6, 7, 8, 6, 9}, batch.ids());
        assertArrayEquals(new int[] {2, 3, -1, 4, 5, -1, 7, 8, -1, 9, -1}, batch.targets());
        assertArrayEquals(new int[] {3, 3, 3, 2}, batch.lengths());
        assertArrayEquals(new int[] {0, 0, 1, 1}, batch.groups());
        assertArrayEquals(
                new int[] {2, 2}, new Pairs(documents, 2).example(1, new Rng(0)).lengths());
        assertThrows(IllegalArgumentException.class, () -> new Pairs(ids(3, 2), 4));
    }

    private static MaskedTokens masked(Documents documents, float rate, int vocabulary) {
        return new MaskedTokens(documents, Packing.cut(documents, 128), rate, 103, vocabulary, id -> id == 300);
    }

    /** Bounds are four standard deviations of the counts. */
    @Test
    void masksAreDrawnAsInBert() {
        Documents documents = ids(200, 512);
        MaskedTokens examples = masked(documents, 0.15f, 1000);
        int tokens = 0;
        int chosen = 0;
        int masked = 0;
        int kept = 0;
        for (int r = 0; r < examples.count(); r++) {
            Batch row = examples.example(r, new Rng(1, r));
            int document = r / 4;
            for (int i = 0; i < row.ids().length; i++) {
                int original = documents.document(document).ids()[r % 4 * 128 + i];
                tokens += original == 300 ? 0 : 1;
                if (row.targets()[i] < 0) {
                    assertEquals(original, row.ids()[i]);
                    continue;
                }
                assertEquals(original, row.targets()[i]);
                assertTrue(original != 300);
                chosen++;
                masked += row.ids()[i] == 103 ? 1 : 0;
                kept += row.ids()[i] == original ? 1 : 0;
            }
        }
        assertEquals(0.15, chosen / (double) tokens, 4 * Math.sqrt(0.15 * 0.85 / tokens));
        assertEquals(0.8001, masked / (double) chosen, 4 * Math.sqrt(0.16 / chosen));
        assertEquals(0.1001, kept / (double) chosen, 4 * Math.sqrt(0.09 / chosen));
    }

    private static SpanCorruption corruption(Documents documents, int length) {
        return new SpanCorruption(documents, Packing.separate(documents, length), 0.15, 3, 1099, 100, 0, 1);
    }

    /** Puts what the decoder writes back where the encoder's sentinels stand. */
    private static int[] reconstructed(int[] inputs, int[] targets) {
        List<Integer> all = new ArrayList<>();
        for (int id : inputs) {
            if (id < 1000) {
                all.add(id);
                continue;
            }
            int at = IntStream.range(0, targets.length)
                    .filter(i -> targets[i] == id)
                    .findFirst()
                    .orElseThrow();
            for (int i = at + 1; targets[i] < 1000 && targets[i] != 1; i++) {
                all.add(targets[i]);
            }
        }
        return all.stream().mapToInt(i -> i).filter(id -> id != 1).toArray();
    }

    @Test
    void corruptedSpansCanBePutBack() {
        for (int length : new int[] {1, 2, 3, 7, 100, 512}) {
            Documents documents = ids(5, length);
            SpanCorruption examples = corruption(documents, 600);
            for (int r = 0; r < examples.count(); r++) {
                Seq2SeqBatch example = examples.example(r, new Rng(2, r));
                int[] targets = example.decoder().targets();
                assertArrayEquals(documents.document(r).ids(), reconstructed(example.inputs(), targets));
                assertEquals(1, example.inputs()[example.inputs().length - 1]);
                assertEquals(1, targets[targets.length - 1]);
                assertEquals(0, example.decoder().ids()[0]);
                assertArrayEquals(
                        Arrays.copyOf(targets, targets.length - 1),
                        Arrays.copyOfRange(example.decoder().ids(), 1, targets.length));
            }
        }
    }

    @Test
    void spansHaveThePapersLengths() {
        Documents documents = ids(100, 512);
        SpanCorruption examples = corruption(documents, 512);
        for (int r = 0; r < 100; r++) {
            int[] targets = examples.example(r, new Rng(3, r)).decoder().targets();
            int[] sentinels = Arrays.stream(targets).filter(id -> id >= 1000).toArray();
            assertArrayEquals(IntStream.range(0, 26).map(i -> 1099 - i).toArray(), sentinels); // round(77 / 3)
            assertEquals(77 + 26 + 1, targets.length); // round(512 * 0.15), sentinels, the end
        }
        Documents longer = ids(1, 3000);
        assertThrows(
                IllegalArgumentException.class, () -> corruption(longer, 3000).example(0, new Rng(0)));
    }

    @Test
    void joinedSequencesStayApart() {
        Documents documents = ids(4, 20);
        SpanCorruption source = corruption(documents, 20);
        Seq2SeqBatch batch = new Batches<>(
                        List.of((Examples<Seq2SeqBatch>) source),
                        ExampleSampler.shuffled(4, 1),
                        4,
                        5,
                        Seq2SeqBatch::join)
                .at(0);
        assertEquals(4, batch.inputSegments().count());
        assertEquals(4, batch.decoder().segments().count());
    }
}
