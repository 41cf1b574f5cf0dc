package org.menura.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;

/** Numbers beside the weights of a file; that products are llama.cpp's is what {@link LlamaCppFilesTest} says. */
class WeightFactorsTest {
    private static final int DIMENSIONS = 4;

    @TempDir
    private Path folder;

    private static GgufFile open(String name) {
        return GgufFile.open(TestData.path("gguf/" + name + ".gguf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NVFP4", "NVFP4_MOE"})
    void checkpointsHoldThemInTheirWeights(String name) {
        GgufTests.Model plain = GgufTests.huggingFace(open(name));
        assertFalse(plain.weights().names().stream().anyMatch(n -> n.endsWith(Weights.FACTOR)));
        assertEquals(DType.F32, plain.weights().dtype("model.layers.0.self_attn.q_proj.weight"));
        assertEquals(0, GgufTests.difference(logits(plain), logits(GgufTests.running(open(name)))), 1e-4);
    }

    private static float[] logits(GgufTests.Model m) {
        CpuBackend exact = new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true));
        CheckpointParameters parameters = new CheckpointParameters(m.weights());
        return Models.build(ModelKind.DECODER, m.fields(), parameters, exact, Adapters.NONE)
                .forward(ForwardBatch.whole(new int[] {3, 17, 41, 200, 7}))
                .toFloats();
    }

    @Test
    void expertsHaveTheirOwn() {
        GgufFile file = open("NVFP4_MOE");
        float[] factors = file.tensor("blk.0.ffn_down_exps.scale").toFloats();
        Checkpoint weights = GgufTests.running(file).weights();
        for (int e = 0; e < factors.length; e++) {
            String weight = "model.layers.0.block_sparse_moe.experts." + e + ".w2.weight";
            assertArrayEquals(
                    new float[] {factors[e]},
                    weights.tensor(weight + Weights.FACTOR).toFloats());
        }
    }

    @Test
    void othersThanOnePerWeightAreRefused() throws IOException {
        assertMessage(
                "blk.0.attn_q.scale is F32 of shape [2], where a factor of blk.0.attn_q.weight is F32 of shape [1]",
                changed("NVFP4", "blk.0.attn_q.scale", "blk.0.attn_q.scale", 2));
        assertMessage(
                "blk.0.ffn_up.input_scale is F32 of shape [2]",
                changed("NVFP4", "blk.0.ffn_up.input_scale", "blk.0.ffn_up.input_scale", 2));
        assertMessage(
                "blk.0.ffn_up_exps.scale is F32 of shape [3], where a factor of blk.0.ffn_up_exps.weight is F32 of shape"
                        + " [4]",
                changed("NVFP4_MOE", "blk.0.ffn_up_exps.scale", "blk.0.ffn_up_exps.scale", 3));
    }

    @Test
    void thoseOfNoWeightAreRefused() throws IOException {
        assertMessage(
                "holds tensors that the architecture llama does not have: blk.0.attn_x.scale",
                changed("NVFP4", "blk.0.attn_q.scale", "blk.0.attn_x.scale", 1));
    }

    private static void assertMessage(String part, Path file) {
        FormatException e = assertThrows(FormatException.class, () -> GgufModels.translate(GgufFile.open(file)));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    /** A file with another name and size of a tensor of one dimension. */
    private Path changed(String file, String tensor, String name, long size) throws IOException {
        byte[] bytes = Files.readAllBytes(TestData.path("gguf/" + file + ".gguf"));
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(tensor);
        System.arraycopy(name.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, name.length());
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at + name.length() + DIMENSIONS, size);
        return Files.write(folder.resolve("changed.gguf"), bytes);
    }
}
