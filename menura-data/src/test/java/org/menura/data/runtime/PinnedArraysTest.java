package org.menura.data.runtime;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PinnedArraysTest {
    @Test
    void zstdIsRefusedWhereItWouldDamageData() {
        Runtime.Version old = Runtime.Version.parse("25.0.2+10");
        UnsoundRuntimeException e =
                assertThrows(UnsoundRuntimeException.class, () -> PinnedArrays.check("zstd", old, true));
        assertTrue(String.valueOf(e.getMessage()).contains("JDK-8377811"), e.getMessage());
        PinnedArrays.check("zstd", old, false);
        PinnedArrays.check("zstd", Runtime.Version.parse("25.0.3+9"), true);
        PinnedArrays.check("zstd", Runtime.Version.parse("24.0.1"), true);
        assertThrows(
                UnsoundRuntimeException.class, () -> PinnedArrays.check("zstd", Runtime.Version.parse("25"), true));
    }
}
