package org.menura.train.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

@Tag("slow")
class LedgerPlotsTest {
    @TempDir
    Path parent;

    @Test
    void plotsAreImages() throws Exception {
        Path folder = parent.resolve("run");
        try (Ledger ledger = Run.create(folder, new Disk())) {
            assertFalse(LedgerPlots.draw(ledger.reader()));
            for (int step = 1; step <= 50; step++) {
                double loss = step == 7 ? Double.NaN : 5.0 / step;
                ledger.append(new StepRecord(step, loss, 1e-3 * step, 1, step, Map.of("reward", step / 50.0)));
            }
            ledger.append(new EvaluationRecord(25, "held-out", Map.of("loss", 1.0)));
            ledger.append(new EvaluationRecord(50, "held-out", Map.of("loss", 0.5)));
            assertTrue(LedgerPlots.draw(ledger.reader()));
        }
        DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
        xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        for (String name : List.of("loss", "learning-rate", "reward")) {
            BufferedImage png =
                    ImageIO.read(folder.resolve("plots/" + name + ".png").toFile());
            assertEquals(900, png.getWidth());
            Document svg = xml.newDocumentBuilder()
                    .parse(folder.resolve("plots/" + name + ".svg").toFile());
            assertEquals("svg", svg.getDocumentElement().getTagName());
        }
        BufferedImage loss = ImageIO.read(folder.resolve("plots/loss.png").toFile());
        assertTrue(has(loss, LedgerPlots.PALE.getRGB()) && has(loss, LedgerPlots.STRONG.getRGB()));
        assertTrue(has(loss, LedgerPlots.OTHER.getRGB()));
    }

    private static boolean has(BufferedImage image, int color) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .anyMatch(c -> c == color);
    }

    @Test
    void smoothingHasNoBiasToZero() {
        List<LedgerPlots.Point> flat =
                List.of(new LedgerPlots.Point(1, 4), new LedgerPlots.Point(2, 4), new LedgerPlots.Point(3, 4));
        for (LedgerPlots.Point p : LedgerPlots.smoothed(flat, 0.9)) {
            assertEquals(4, p.value(), 1e-12);
        }
    }

    @Test
    void longRunsAreThinned() {
        List<LedgerPlots.Point> points = new ArrayList<>();
        for (int i = 1; i <= 5000; i++) {
            points.add(new LedgerPlots.Point(i, i % 3));
        }
        List<LedgerPlots.Point> thinned = LedgerPlots.thinned(points);
        assertEquals(1667, thinned.size());
        assertEquals(new LedgerPlots.Point(2, 1), thinned.getFirst());
    }
}
