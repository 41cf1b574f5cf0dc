package org.menura.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.data.BestFit;
import org.menura.data.Documents;
import org.menura.data.Packing;
import org.menura.data.TokenDocument;
import org.menura.tensor.Rng;

class PackingTest {
    private static final int LENGTH = 16;
    private static final List<TokenDocument> LIST = TestDocuments.random(300, 40, 7);
    private static final Documents DOCUMENTS = Documents.of(LIST);
    private static final int TOKENS =
            LIST.stream().mapToInt(TokenDocument::length).sum();

    private static void assertEachTokenOnce(Packing packing) {
        int[] seen = new int[TOKENS];
        for (int r = 0; r < packing.rows(); r++) {
            Batch row = new NextToken(DOCUMENTS, packing).example(r, new Rng(0));
            assertTrue(row.ids().length > 0 && row.ids().length <= LENGTH);
            for (int id : row.ids()) {
                seen[id]++;
            }
        }
        for (int count : seen) {
            assertEquals(1, count);
        }
    }

    @Test
    void cuttingFillsAllRowsButTheLast() {
        Packing packing = Packing.cut(DOCUMENTS, LENGTH);
        assertEachTokenOnce(packing);
        assertEquals((TOKENS + LENGTH - 1) / LENGTH, packing.rows());
    }

    @Test
    void bestFitCutsOnlyWhatIsLongerThanARow() {
        Packing packing = Packing.bestFit(DOCUMENTS, LENGTH);
        assertEachTokenOnce(packing);
        for (int r = 0; r < packing.rows(); r++) {
            for (Packing.Piece piece : packing.row(r)) {
                int size = LIST.get((int) piece.document()).length();
                assertTrue(piece.length() == LENGTH || piece.start() + piece.length() == size);
                assertTrue(piece.start() % LENGTH == 0);
            }
        }
        assertTrue(packing.fill() > 0.97, "fill " + packing.fill());
    }

    @Test
    void theFullestRowThatHasRoomIsTaken() {
        int[] rows = BestFit.rows(new int[] {2, 6, 3, 5, 4, 10}, 10);
        assertArrayEquals(new int[] {2, 1, 2, 2, 1, 0}, rows);
        assertArrayEquals(new int[] {}, BestFit.rows(new int[] {}, 10));
    }

    @Test
    void separateRowsHoldADocumentEach() {
        Packing packing = Packing.separate(DOCUMENTS, LENGTH);
        assertEquals(LIST.stream().filter(d -> d.length() > 0).count(), packing.rows());
        assertThrows(IllegalArgumentException.class, () -> Packing.separate(DOCUMENTS, 0));
    }

    @Test
    void targetsStayWithinDocuments() {
        for (Packing packing : List.of(Packing.cut(DOCUMENTS, LENGTH), Packing.bestFit(DOCUMENTS, LENGTH))) {
            int targets = 0;
            for (int r = 0; r < packing.rows(); r++) {
                Batch row = new NextToken(DOCUMENTS, packing).example(r, new Rng(0));
                targets += row.targetCount();
                for (int i = 0; i < row.ids().length; i++) {
                    assertTrue(row.targets()[i] == -1 || row.targets()[i] == row.ids()[i] + 1);
                    assertEquals(row.targets()[i] == -1 ? 0 : 1, row.weights()[i]);
                }
                assertEquals(packing.row(r).size(), row.segments().count());
                assertEquals(1, row.groupCount());
            }
            // Every token but the first of each document is learned once, also where a row's end cuts.
            assertEquals(TOKENS - LIST.stream().filter(d -> d.length() > 0).count(), targets);
        }
    }

    @Test
    void lossMarksAreHonoured() {
        TokenDocument chat =
                new TokenDocument(new int[] {1, 2, 3, 4, 5}, new boolean[] {false, false, true, true, false});
        Documents documents = Documents.of(List.of(chat, new TokenDocument(new int[] {6, 7})));
        Batch row = new NextToken(documents, Packing.cut(documents, 8)).example(0, new Rng(0));
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7}, row.ids());
        assertArrayEquals(new int[] {-1, 3, 4, -1, -1, 7, -1}, row.targets());
        assertArrayEquals(new int[] {5, 2}, row.lengths());
        assertEquals(2, row.step().segments().count());
    }
}
