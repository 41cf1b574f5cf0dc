package org.menura.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.code.Processor;
import org.menura.x86.kernel.Isa;

class X86FinderTest {
    @Test
    void offMeansNone() {
        assertNull(X86Finder.find("off"));
    }

    @ParameterizedTest
    @CsvSource({"avx2, AVX2", "avx-vnni, AVX_VNNI", "avx512, AVX512"})
    void keepsToTheInstructionsThatAreAskedFor(String setting, Isa isa) {
        CodeMemory memory = CodeMemory.find();
        Processor processor = memory == null ? null : Processor.ask(memory);
        assumeTrue(processor != null && isa.in(processor), "this processor lacks " + isa.label());
        X86Kernels found = X86Finder.find(setting);
        assertNotNull(found);
        assertEquals("x86 kernels (" + isa.label() + ")", found.name().replace(", AMX", ""));
    }

    @Test
    void whatIsNotKnownChangesNothing() {
        X86Kernels best = X86Finder.find(null);
        X86Kernels found = X86Finder.find("avx1024");
        assertEquals(best == null ? null : best.name(), found == null ? null : found.name());
    }
}
