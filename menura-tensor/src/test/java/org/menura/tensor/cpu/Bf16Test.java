package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** A processor may have instructions for bfloat16 that are slower than those for float32. */
class Bf16Test {
    private static <T> @Nullable T that(Class<T> type, @Nullable Boolean answers) {
        return answers == null
                ? null
                : type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> answers));
    }

    @ParameterizedTest
    @CsvSource({
        ", , NO_LIBRARY",
        ", true, NO_LIBRARY",
        "false, , NO_INSTRUCTIONS",
        "false, true, NO_INSTRUCTIONS",
        "true, true, SLOW",
        "true, false, FAST",
        "true, , FAST"
    })
    void whatProductsComeToIsToldByWhatWasFound(@Nullable Boolean instructions, @Nullable Boolean slow, Bf16 expected) {
        assertEquals(expected, Bf16.of(that(MatrixLibrary.class, instructions), that(KernelLibrary.class, slow)));
    }
}
