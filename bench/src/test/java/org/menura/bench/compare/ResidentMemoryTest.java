package org.menura.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void theMappedFileDoesNotCount() {
        List<String> smaps = """
                55d0c0a00000-55d0c0a01000 r--p 00000000 fe:00 1234                       /usr/bin/java
                Size:                  4 kB
                Rss:                   4 kB
                Pss:                   1 kB
                7f0000000000-7f0100000000 r--s 00000000 fe:00 99                         /models/a model.gguf
                Rss:              600000 kB
                7f0200000000-7f0200100000 rw-p 00000000 00:00 0
                Rss:                1000 kB
                7f0300000000-7f0300100000 rw-p 00000000 00:00 0                          [heap]
                Rss:                 200 kB
                VmFlags: rd wr mr mw me ac
                """.lines().toList();
        assertEquals(1204, ResidentMemory.beyond(smaps, "/models/a model.gguf"));
        assertEquals(601204, ResidentMemory.beyond(smaps, "/models/another.gguf"));
    }
}
