package org.menura.detect.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.detect.score.Detector;
import org.menura.detect.score.Reading;
import org.menura.detect.score.TokenStatistics;
import org.menura.eval.metric.Binomial;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

class CalibrationTest {
    /** Whose score is a text's number and whose length is another: "LENGTH SCORE". */
    private record Numbers(boolean isHigherForMachines) implements Detector {
        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Reading read(String text) {
            String[] parts = text.split(" ");
            int length = Integer.parseInt(parts[0]);
            double[] values = new double[length];
            Arrays.fill(values, Double.parseDouble(parts[1]));
            TokenStatistics s = TokenStatistics.ofOneModel(new int[length], values, new int[length], values, values);
            return new Reading(values[0], length, false, s);
        }

        @Override
        public double scoreOf(TokenStatistics beginning) {
            return beginning.logLikelihood()[0];
        }
    }

    private static List<HumanText> texts(int count, int length) {
        List<HumanText> texts = new ArrayList<>();
        Rng random = new Rng(length);
        for (int i = 0; i < count; i++) {
            texts.add(new HumanText("t" + i, length + " " + random.nextGaussian()));
        }
        return texts;
    }

    private static Calibration calibrate(Detector detector, List<HumanText> texts, boolean beginnings) {
        return new Calibrator(detector, List.of(8, 16, 32), beginnings).calibrate(texts, "abc", null, 64, _ -> {});
    }

    @Test
    void pValuesAreRanksAmongHumanTexts() {
        List<HumanText> texts = new ArrayList<>();
        for (int i = 1; i <= 199; i++) {
            texts.add(new HumanText("t", "20 " + i));
        }
        Detector detector = new Numbers(true);
        Calibration calibration = calibrate(detector, texts, false);
        Standing.Ranked high = assertInstanceOf(
                Standing.Ranked.class, calibration.standing(detector, detector.read("20 199.5"), 0.01));
        assertEquals(1 / 200.0, high.pValue(), 1e-12);
        assertTrue(high.isPassed());
        assertEquals(198, high.threshold());
        assertEquals(0.01, high.falseAlarms(), 1e-12);
        Standing.Ranked middle =
                assertInstanceOf(Standing.Ranked.class, calibration.standing(detector, detector.read("20 100"), 0.01));
        assertEquals(101 / 200.0, middle.pValue(), 1e-12);
        assertEquals(100, middle.asHigh());
        // A score as high as the threshold is no alarm, one above it is.
        assertTrue(!((Standing.Ranked) calibration.standing(detector, detector.read("20 198"), 0.01)).isPassed());
        assertTrue(((Standing.Ranked) calibration.standing(detector, detector.read("20 198.5"), 0.01)).isPassed());
    }

    @Test
    void shortTextsAndThoseWithoutHumanOnesAreNotJudged() {
        Detector detector = new Numbers(false);
        Calibration calibration = calibrate(detector, texts(20, 20), false);
        assertEquals(new Standing.TooShort(12, 16), calibration.standing(detector, detector.read("12 0"), 0.01));
        assertEquals(new Standing.NotCalibrated(40), calibration.standing(detector, detector.read("40 0"), 0.01));
        Standing.Ranked few =
                assertInstanceOf(Standing.Ranked.class, calibration.standing(detector, detector.read("20 -99"), 0.01));
        assertEquals(1 / 21.0, few.pValue(), 1e-12);
        assertTrue(Double.isNaN(few.threshold()));
        assertThrows(FormatException.class, () -> calibrate(detector, texts(3, 4), false));
    }

    @Test
    void beginningsCalibrateShorterRanges() {
        Detector detector = new Numbers(true);
        assertEquals(
                0, calibrate(detector, texts(30, 40), false).buckets().get(0).humans());
        Calibration calibration = calibrate(detector, texts(30, 40), true);
        assertArrayEquals(
                new int[] {30, 30, 30},
                calibration.buckets().stream().mapToInt(LengthBucket::humans).toArray());
    }

    @Test
    void falseAlarmsStayWithinTheExactInterval() {
        for (int seed = 0; seed < 5; seed++) {
            List<FalseAlarms.Row> rows = FalseAlarms.ofKeptOut(
                    new Calibrator(new Numbers(true), List.of(8), false), texts(24_000, 9), 2000, 0.01, seed, _ -> {});
            assertEquals(2000, rows.getFirst().unseen());
            assertTrue(rows.getFirst().isInside(), rows.toString());
        }
        Calibrator calibrator = new Calibrator(new Numbers(true), List.of(8), false);
        assertThrows(
                FormatException.class, () -> FalseAlarms.ofKeptOut(calibrator, texts(1, 9), 2000, 0.01, 0, _ -> {}));
    }

    @Test
    void binomialIntervalsAreThoseOfTables() {
        assertEquals(new Binomial.Interval(10, 32), new Binomial(2000, 0.01).interval(0.99));
        assertEquals(0.0320709, Binomial.lowerBound(3, 20, 0.025), 1e-6);
        assertEquals(0.3789268, Binomial.upperBound(3, 20, 0.025), 1e-6);
        assertEquals(0.5, new Binomial(5, 0.5).atMost(2), 1e-12);
        // Beta(1, 99): 1 - (1 - x)^99
        Binomial.Interval rate = Binomial.rateAbove(1, 99, 0.95);
        assertEquals(1 - Math.pow(0.975, 1 / 99.0), rate.low(), 1e-9);
        assertEquals(1 - Math.pow(0.025, 1 / 99.0), rate.high(), 1e-9);
    }

    @Test
    void filesKeepCalibrationsAndRefuseOthers(@TempDir Path folder) throws IOException {
        Calibration calibration = calibrate(new Numbers(true), texts(50, 20), false);
        Path file = folder.resolve("c.json");
        CalibrationFile.write(calibration, file);
        Calibration read = CalibrationFile.read(file);
        assertEquals(calibration.score(), read.score());
        assertEquals(calibration.texts(), read.texts());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    calibration.buckets().get(i).scores(), read.buckets().get(i).scores());
            assertEquals(
                    calibration.buckets().get(i).to(), read.buckets().get(i).to());
        }
        assertEquals(0, read.perturbations());
        read.check("numbers", "abc", null);
        assertThrows(FormatException.class, () -> read.check("numbers", "abd", null));
        assertThrows(FormatException.class, () -> read.check("others", "abc", null));
        CalibrationFile.write(new Calibration("npr", "abc", "def", 64, 20, 50, read.buckets()), file);
        assertEquals(20, CalibrationFile.read(file).perturbations());
        byte[] bytes = Files.readAllBytes(file);
        Rng random = new Rng(1);
        for (int i = 0; i < 300; i++) {
            byte[] changed = bytes.clone();
            for (int k = 0; k < 3; k++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(128);
            }
            Files.write(file, changed);
            try {
                CalibrationFile.read(file);
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 10);
            }
        }
    }

    @Test
    void foldersOfTextsAreRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("b.txt"), "Second.\n\nThird.\n");
        Files.writeString(folder.resolve("a.jsonl"), "{\"text\": \"First.\"}\n\"Also a text.\"\n");
        Files.writeString(folder.resolve("c.bin"), "Not a text.");
        assertEquals(3, TextFolder.read(folder, null).size());
        List<HumanText> parts = TextFolder.read(folder, "\n\n");
        assertEquals(
                List.of("First.", "Also a text.", "Second.", "Third."),
                parts.stream().map(HumanText::text).toList());
        Files.writeString(folder.resolve("b.txt"), "\ufeffSecond.\r\n\r\nThird.\r\nOn.\r\n");
        Files.writeString(folder.resolve("a.jsonl"), "\ufeff{\"text\": \"First.\"}\r\n\r\n");
        assertEquals(
                List.of("First.", "Second.", "Third.\nOn."),
                TextFolder.read(folder, "\n\n").stream().map(HumanText::text).toList());
        Files.write(folder.resolve("d.txt"), new byte[] {(byte) 0xc3, 0x28});
        assertThrows(FormatException.class, () -> TextFolder.read(folder, null));
    }
}
