package org.menura.format.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.Testdata;

class IdxFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsPackedDigits() {
        List<Image> digits = IdxFile.pictures(Testdata.path("images/mnist/images-idx3-ubyte.gz"), 3);
        assertEquals(3, digits.size());
        assertEquals(28, digits.getFirst().width());
        assertEquals(0, digits.getFirst().at(0, 0, 0));
        int[] labels = IdxFile.labels(Testdata.path("images/mnist/labels-idx1-ubyte.gz"), 4);
        assertArrayEquals(new int[] {7, 2, 1, 4}, labels);
    }

    @Test
    void refusesWhatLies() throws IOException {
        refused("cut off", 0x0803, 2, 2, 2, 0x01020304);
        refused("4194304 x 2", 0x0803, 1, 2, 1 << 22);
        refused("says that it holds 4294967295", 0x0803, -1, 2, 2);
        refused("no IDX file of pictures", 0x0801, 1, 0);
    }

    private void refused(String why, int... words) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length);
        bytes.asIntBuffer().put(words);
        Path file = Files.write(folder.resolve("x"), bytes.array());
        FormatException e = assertThrows(FormatException.class, () -> IdxFile.pictures(file, 10));
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
