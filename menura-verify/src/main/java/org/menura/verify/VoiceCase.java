package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.model.VoiceDetector;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Backend;

/** Recorded probabilities of speech in a recording: {@code expected.json} with {@code probabilities}. */
final class VoiceCase {
    private static final double TOLERANCE = 1e-4;
    private static final int MAX_SECONDS = 600;

    private VoiceCase() {}

    static List<Check> run(Path folder, JsonNode expected, Backend ops) {
        VoiceDetector detector = Models.open(ModelKind.VOICE_DETECTOR, ModelSource.open(weights(folder)), ops);
        float[] sound = AudioFiles.readMono(
                recording(folder, expected.path("wav").asText("sound.wav")), detector.rate(), MAX_SECONDS);
        JsonNode recorded = expected.path("probabilities");
        float[] reference = new float[recorded.size()];
        for (int i = 0; i < reference.length; i++) {
            reference[i] = recorded.get(i).floatValue();
        }
        int samples = reference.length * detector.chunk();
        if (samples > sound.length) {
            throw new FormatException("%s/expected.json has %d probabilities, but the recording only %d chunks"
                    .formatted(folder, reference.length, sound.length / detector.chunk()));
        }
        float[] actual = detector.listen(Arrays.copyOf(sound, samples), detector.newMemory());
        return List.of(Check.values("probabilities", actual, reference, TOLERANCE, 1));
    }

    /** The file that the probabilities were recorded from, where there are several. */
    private static Path weights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".onnx"))
                    .sorted()
                    .findFirst()
                    .orElse(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recording lies beside the weights, or where data and test data keep recordings. */
    private static Path recording(Path folder, String name) {
        Path root = folder.toAbsolutePath().normalize().resolve("../..").normalize();
        String stem = name.replaceFirst("\\.[^.]*$", "");
        return Stream.of(
                        folder.resolve(name),
                        root.resolve("audio").resolve(stem + ".flac"),
                        root.resolve("data/speech-samples/wav").resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() ->
                        new FormatException("%s/expected.json was recorded from %s; put that recording into the folder"
                                .formatted(folder, name)));
    }
}
