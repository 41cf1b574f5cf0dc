package org.menura.model.encoder.hibehrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.cpu.CpuBackend;

class SegmentationTest {
    private static final int SEPARATOR = 4;

    @Test
    void segmentsOverlapAndCountVisitsFromTheirOwnFirst() {
        int[] codes = {7, 4, 8, 9, 4, 5, 4};
        List<Segmentation.Segment> segments = new Segmentation(8, 4, 2).of(codes, new int[7], SEPARATOR);

        assertEquals(3, segments.size());
        assertArrayEquals(new int[] {0, 0, 1, 1}, segments.get(0).visits());
        assertArrayEquals(new int[] {8, 9, 4, 5}, segments.get(1).codes());
        assertArrayEquals(new int[] {0, 0, 0, 1}, segments.get(1).parities());
        assertArrayEquals(new int[] {4, 5, 4}, segments.get(2).codes());
        assertArrayEquals(new int[] {0, 1, 1}, segments.get(2).visits());
    }

    @Test
    void ofALongRecordTheEndIsKept() {
        int[] codes = IntStream.range(100, 120).toArray();
        List<Segmentation.Segment> segments = new Segmentation(8, 4, 2).of(codes, codes, SEPARATOR);

        assertEquals(3, segments.size());
        assertArrayEquals(new int[] {112, 113, 114, 115}, segments.getFirst().codes());
        assertArrayEquals(new int[] {116, 117, 118, 119}, segments.getLast().ages());
    }

    @Test
    void segmentsMustFillARecord() {
        FormatException e = assertThrows(FormatException.class, () -> new Segmentation(9, 4, 2));
        assertTrue(e.getMessage().contains("move_length"), e.getMessage());
    }

    @Test
    void anUnknownCodeIsRefused() {
        ObjectNode sizes = JsonNodeFactory.instance.objectNode();
        sizes.put("vocab_size", 10).put("hidden_size", 8).put("num_attention_heads", 2);
        sizes.put("max_seq_length", 8).put("segment_length", 4).put("move_length", 2);
        HiBehrt model =
                HiBehrt.build(new Config(sizes, "config.json"), Weights.of(new RandomParameters(1), new CpuBackend(1)));
        RecordBatch batch = RecordBatch.of(List.of(model.segmentation().of(new int[] {3, 12}, new int[2], SEPARATOR)));

        FormatException e = assertThrows(FormatException.class, () -> model.logits(batch));
        assertTrue(e.getMessage().contains("code 12"), e.getMessage());
    }

    @Test
    void anEmptyRecordIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RecordBatch.of(List.of(List.of())));
    }

    @Test
    void theTableOfVisitsStartsAsInTheAuthorsCode() {
        ObjectNode sizes = JsonNodeFactory.instance.objectNode();
        sizes.put("vocab_size", 10).put("hidden_size", 4).put("num_attention_heads", 2);
        sizes.put("max_seq_length", 8).put("segment_length", 4).put("move_length", 2);
        RandomParameters parameters = new RandomParameters(1);
        HiBehrt.build(new Config(sizes, "config.json"), Weights.of(parameters, new CpuBackend(1)));

        float[] table = parameters
                .made()
                .get("feature_extractor.embedding.posi_embeddings.weight")
                .toFloats();
        assertArrayEquals(
                new float[] {
                    (float) Math.sin(3),
                    (float) Math.cos(3 / Math.sqrt(10_000)),
                    (float) Math.sin(3 / 10_000.0),
                    (float) Math.cos(3 / 1e6)
                },
                Arrays.copyOfRange(table, 12, 16),
                1e-6f);
    }
}
