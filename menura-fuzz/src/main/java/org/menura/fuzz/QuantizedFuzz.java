package org.menura.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.format.FormatException;
import org.menura.format.hf.quant.QuantizedWeights;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;

/**
 * {@link QuantizedWeights} over arbitrary safetensors files. Their metadata hold the model's config under the name {@code
 * config}; seeds are the files of {@code testdata/quantized} with it.
 */
public final class QuantizedFuzz {
    private QuantizedFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, input.length), Long.BYTES);
        MemorySegment.copy(input, 0, bytes, ValueLayout.JAVA_BYTE, 0, input.length);
        try {
            SafetensorsFile file = SafetensorsFile.of(bytes.asSlice(0, input.length), "input");
            JsonNode config = Json.parse(file.metadata().getOrDefault("config", "{}"), "config");
            FuzzInputs.touch(QuantizedWeights.decoded(file, config, name -> null));
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
