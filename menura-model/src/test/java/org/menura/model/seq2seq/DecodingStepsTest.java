package org.menura.model.seq2seq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.model.ForwardBatch;
import org.menura.model.MemoryDecoder.Memory;
import org.menura.model.SequenceState;
import org.menura.model.SpeechModel;
import org.menura.model.TestData;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

/** Decoding step by step, from a memory whose keys and values were laid out for it, beside decoding a whole text. */
class DecodingStepsTest {
    private static final int WRITTEN = 12;

    private static SpeechModel model(boolean brief) {
        return Models.open(
                ModelKind.SPEECH,
                ModelSource.open(TestData.path("golden/whisper")),
                new CpuBackend(CpuOptions.fastest().withThreads(2).withBrief(brief)));
    }

    /** Two sounds, of which a decoder remembers so many rows. */
    private static Memory memory(SpeechModel model, Segments rows) {
        Random random = new Random(rows.rows());
        int hidden = model.encode(Tensor.zeros(1, model.frames(), model.mels()))
                .rows()
                .dim(1);
        Tensor encoded = Tensor.zeros(rows.rows(), hidden);
        for (int i = 0; i < encoded.elements(); i++) {
            encoded.floats()[i] = (float) random.nextGaussian();
        }
        return model.remember(encoded, rows);
    }

    private static int[] text(int seed, int vocabulary) {
        return new Random(seed).ints(WRITTEN, 0, vocabulary).toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stepsGiveWhatTheWholeTextGives(boolean brief) {
        SpeechModel model = model(brief);
        Segments rows = Segments.ofLengths(130, 7);
        int[][] texts = {text(1, model.vocabulary()), text(2, model.vocabulary())};
        Memory memory = memory(model, rows);
        float[] whole = model.decode(ForwardBatch.whole(texts), memory).toFloats();
        List<SequenceState> states = List.of(model.newState(), model.newState());
        int vocabulary = model.vocabulary();
        for (int i = 0; i < WRITTEN; ) {
            int count = i == 3 ? 5 : 1; // steps of several rows, too
            int end = i + count;
            int from = i;
            List<int[]> next = Arrays.stream(texts)
                    .map(t -> Arrays.copyOfRange(t, from, end))
                    .toList();
            float[] step = model.decode(ForwardBatch.next(next, states), memory).toFloats();
            for (int s = 0; s < 2; s++) {
                for (int r = 0; r < count; r++) {
                    int at = (s * WRITTEN + i + r) * vocabulary;
                    int row = (s * count + r) * vocabulary;
                    assertArrayEquals(
                            Arrays.copyOfRange(whole, at, at + vocabulary),
                            Arrays.copyOfRange(step, row, row + vocabulary),
                            1e-4f);
                }
            }
            i = end;
        }
    }

    @Test
    void aMemoryIsLaidOutOnce() {
        SpeechModel model = model(false);
        Memory memory = memory(model, Segments.ofLengths(70));
        int[] first = {model.startId()};
        float[] once = model.decode(ForwardBatch.next(List.of(first), List.of(model.newState())), memory)
                .toFloats();
        float[] again = model.decode(ForwardBatch.next(List.of(first), List.of(model.newState())), memory)
                .toFloats();
        assertArrayEquals(once, again);
        assertEquals(70, memory.caches(0)[0].length());
    }
}
