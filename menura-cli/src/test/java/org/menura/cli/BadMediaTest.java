package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.audio.WavWriter;
import org.menura.format.json.Json;
import org.menura.scripted.UntaughtWhisper;

/** What commands say to pictures and sounds that are not what they claim to be. */
@Tag("slow")
class BadMediaTest {
    private static final int RATE = 16_000;
    private static final int HEADER = 44;

    @TempDir
    private static Path folder;

    private static String refused(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(1, result.code(), result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertFalse(result.err().contains("Exception"), result.err());
        return result.err();
    }

    private static Path vit() throws IOException {
        Path model = Files.createDirectories(folder.resolve("vit"));
        for (String file : new String[] {"config.json", "model.safetensors"}) {
            Files.write(
                    model.resolve(file),
                    Files.readAllBytes(Cli.data("golden/vit-model").resolve(file)));
        }
        Files.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"image_processor_type\": \"ViTImageProcessor\", \"size\": {\"height\": 16, \"width\": 16}}");
        return model;
    }

    @Test
    void brokenPictures() throws IOException {
        byte[] good = Files.readAllBytes(Cli.data("images/rgb.png"));
        byte[] huge = good.clone();
        ByteBuffer.wrap(huge).putInt(16, 100_000).putInt(20, 100_000);
        CRC32 crc = new CRC32();
        crc.update(huge, 12, 17);
        ByteBuffer.wrap(huge).putInt(29, (int) crc.getValue());
        byte[] scrambled = good.clone();
        Arrays.fill(scrambled, 60, Math.min(good.length - 20, 200), (byte) 0x5a);
        Path model = vit();
        Path file = folder.resolve("picture.png");
        Files.write(file, huge);
        assertTrue(refused("embed", model, "--image", file).contains("100000 x 100000 pixels, more than the limit"));
        Files.write(file, scrambled);
        assertTrue(refused("embed", model, "--image", file).contains("picture.png"));
        Files.write(file, Arrays.copyOf(good, good.length / 2));
        assertTrue(refused("embed", model, "--image", file).contains("cut off"));
        Files.writeString(file, "GIF? JPEG? no.");
        assertTrue(refused("embed", model, "--image", file).contains("is no picture in a format"));
    }

    @Test
    void aWavThatLiesAboutItsLengthIsHeardToItsEnd() throws IOException {
        Path model = UntaughtWhisper.write(folder.resolve("lying"));
        Path wav = folder.resolve("lying.wav");
        WavWriter.write(wav, new float[3 * RATE], RATE);
        byte[] bytes = Files.readAllBytes(wav);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -10).putInt(40, 0x7fff_0000);
        Files.write(wav, bytes);
        Cli.Result result = Cli.run("transcribe", wav, "-m", model, "--format", "json");
        assertEquals(0, result.code(), result.err());
        assertEquals(3.0, Json.parse(result.out(), "out").get("duration").asDouble(), 1e-3);
        Files.write(wav, Arrays.copyOf(bytes, 30));
        assertTrue(refused("transcribe", wav, "-m", model).contains("cut off"));
    }

    @Test
    void anHourOfSilenceIsRightInLittleMemory() throws IOException, InterruptedException {
        Path run = Files.createDirectories(folder.resolve("hour"));
        Path model = UntaughtWhisper.write(run.resolve("model"));
        Path wav = run.resolve("hour.wav");
        WavWriter.write(wav, new float[0], RATE);
        int bytes = 3600 * RATE * 2;
        try (RandomAccessFile file = new RandomAccessFile(wav.toFile(), "rw")) {
            file.setLength(HEADER + bytes); // a hole, which takes no room
            file.seek(40);
            file.writeInt(Integer.reverseBytes(bytes));
        }
        String home = "-Dmenura.home=" + Cli.repository();
        Process process = ChildProcess.start(
                run,
                "export JAVA_TOOL_OPTIONS='-Xmx64m \"" + home + "\"'",
                "transcribe",
                wav.toString(),
                "-m",
                model.toString(),
                "--format",
                "json",
                "-t",
                "1");
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "takes too long");
        String printed = ChildProcess.printed(run);
        assertEquals(0, process.exitValue(), printed);
        var said = Json.parse(printed.substring(printed.indexOf('{')), "out");
        assertEquals(3600, said.get("duration").asDouble(), 1e-3);
        assertTrue(said.get("segments").isEmpty(), printed);
    }
}
