package org.menura.world.household.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.world.household.engine.House;
import org.menura.world.household.engine.Item;
import org.menura.world.household.engine.Receptacle;
import org.menura.world.household.scene.Scenes;

class PainterTest {
    private static Painter painter(Path folder, int size) throws IOException {
        byte[] blue = new byte[3 * 16];
        for (int i = 0; i < 16; i++) {
            blue[3 * i + 2] = (byte) 200;
        }
        ImageFiles.writePng(new Image(4, 4, 3, blue), folder.resolve("apple.png"));
        Files.writeString(folder.resolve("captions.jsonl"), "{\"image\": \"apple.png\", \"caption\": \"red apple\"}\n");
        return new Painter(Pictures.read(folder), size);
    }

    private static List<Item> items(int apples, int others) {
        House.Builder builder = new House.Builder(Scenes.builtIn().affordances());
        Receptacle table = builder.receptacle("DiningTable", 1, "here", false);
        for (int i = 1; i <= apples; i++) {
            builder.item("Apple", i, table);
        }
        for (int i = 1; i <= others; i++) {
            builder.item("Unheard", i, table);
        }
        return builder.build().in(table);
    }

    @Test
    void paintsAGridWithNumbers(@TempDir Path folder) throws IOException {
        Painter painter = painter(folder, 64);
        Image image = painter.paint(items(3, 1));
        assertEquals(64, image.width());
        // The upper left quarter is the first apple, the lower right one a tile of its own colour.
        assertEquals(200, image.at(2, 20, 2));
        assertEquals(0, image.at(2, 20, 0));
        assertNotEquals(200, image.at(40, 60, 2));
        assertEquals(image, painter.paint(items(3, 1)));
        assertNotEquals(image, painter.paint(items(2, 2)));
        // Its number, in black and white, is in the upper right corner.
        assertEquals(255, image.at(31, 0, 0));
        boolean black = false;
        for (int x = 24; x < 32; x++) {
            black |= image.at(x, 4, 2) == 0;
        }
        assertEquals(true, black);
    }

    @Test
    void paintsNothingAndMuch(@TempDir Path folder) throws IOException {
        Painter painter = painter(folder, 32);
        assertEquals(255, painter.paint(List.of()).at(16, 16, 1));
        assertEquals(32, painter.paint(items(500, 2000)).height());
        assertEquals(200, painter.paint(items(1, 0).getFirst()).at(31, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> painter(folder, 5));
    }
}
