package org.menura.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.format.audio.AudioFiles;
import org.menura.format.json.Json;
import org.menura.model.TestData;
import org.menura.model.VoiceDetector;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;

class SileroVadTest {
    private static VoiceDetector detector(int threads) {
        return detector("onnx", threads);
    }

    private static VoiceDetector detector(String ending, int threads) {
        return Models.open(
                ModelKind.VOICE_DETECTOR,
                ModelSource.open(TestData.path("models/silero-vad/silero_vad_16k." + ending)),
                new CpuBackend(threads));
    }

    /** The speech, the last chunk of which is left out as in the recorded run. */
    private static float[] speech() {
        float[] all = AudioFiles.readMono(TestData.path("audio/jfk.flac"), 16000, 60);
        return Arrays.copyOf(all, all.length / 512 * 512);
    }

    @Test
    void agreesWithTheRecordedProbabilities() {
        JsonNode expected =
                Json.parse(TestData.path("models/silero-vad/expected.json")).get("probabilities");
        VoiceDetector vad = detector(2);
        float[] actual = vad.listen(speech(), vad.newMemory());
        assertEquals(343, actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.get(i).floatValue(), actual[i], 2e-5, "chunk " + i);
        }
        assertEquals(
                233,
                IntStream.range(0, actual.length).filter(i -> actual[i] > 0.5).count());
    }

    @Test
    void piecesAndThreadsDoNotMatter() {
        float[] sound = speech();
        VoiceDetector vad = detector(1);
        float[] whole = vad.listen(sound, vad.newMemory());
        VoiceDetector other = detector(2);
        VoiceDetector.Memory memory = other.newMemory();
        float[] pieces = new float[whole.length];
        for (int i = 0; i < pieces.length; i += 7) {
            int end = Math.min(pieces.length, i + 7);
            float[] part = other.listen(Arrays.copyOfRange(sound, i * 512, end * 512), memory);
            System.arraycopy(part, 0, pieces, i, part.length);
        }
        assertArrayEquals(whole, pieces, 1e-6f);
    }

    @Test
    void theOtherReleaseHearsMuchTheSame() {
        VoiceDetector vad = detector("safetensors", 2);
        float[] actual = vad.listen(speech(), vad.newMemory());
        long spoken =
                IntStream.range(0, actual.length).filter(i -> actual[i] > 0.5).count();
        assertTrue(spoken > 200 && spoken < 290, spoken + " chunks");
    }

    @Test
    void hearsNobodyInSilence() {
        VoiceDetector vad = detector(2);
        for (float p : vad.listen(new float[512 * 100], vad.newMemory())) {
            assertTrue(p < 0.1, "probability " + p);
        }
        assertThrows(IllegalArgumentException.class, () -> vad.listen(new float[100], vad.newMemory()));
    }
}
