package org.menura.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.image.IdxFile;
import org.menura.format.image.Image;
import org.menura.generate.prompt.Processors;
import org.menura.generate.sample.Argmax;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** The published classifiers of handwritten digits give their recorded scores. */
@Tag("slow")
class DigitCaseTest {
    @ParameterizedTest
    @ValueSource(strings = {"mnist-cnn", "mnist-onnx"})
    void agreesWithTheRecord(String name) {
        List<Check> checks = Verifier.verify(TestData.path("models").resolve(name), new CpuBackend(2));
        assertEquals(2, checks.size());
        assertTrue(checks.stream().allMatch(Check::ok), checks.toString());
    }

    /** The state dict beside the safetensors comes from another training run, so it has no recorded scores. */
    @Test
    void thePyTorchFileReadsDigitsToo() {
        ModelSource source = ModelSource.open(TestData.path("models/mnist-cnn/model.pt"));
        ImageProcessor processor = Processors.pictures(source);
        List<Image> digits = IdxFile.pictures(TestData.path("images/mnist/images-idx3-ubyte.gz"), 100);
        int[] labels = IdxFile.labels(TestData.path("images/mnist/labels-idx1-ubyte.gz"), 100);
        var model = Models.open(ModelKind.IMAGE_ENCODER, source, new CpuBackend(2));
        Tensor pixels = processor.pixels(digits.stream().map(processor::prepare).toList());
        float[] logits = model.outputs(model.encode(pixels)).get("logits").toFloats();
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += Argmax.of(Arrays.copyOfRange(logits, 10 * i, 10 * i + 10)) == labels[i] ? 1 : 0;
        }
        assertTrue(right >= 97, right + " of 100");
    }
}
