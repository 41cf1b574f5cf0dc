package org.menura.data.source;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.menura.data.runtime.PinnedArrays;

/**
 * Zstandard streams by zstd-jni, which pins Java arrays while native code works on them; where that is unsound
 * ({@link PinnedArrays}), the library is not loaded.
 */
final class Zstd {
    private static final int LEVEL = 3;

    private Zstd() {}

    static InputStream reader(InputStream in) throws IOException {
        PinnedArrays.check("zstd");
        return new ZstdInputStreamNoFinalizer(in).setContinuous(false);
    }

    static OutputStream writer(OutputStream out) throws IOException {
        PinnedArrays.check("zstd");
        return new ZstdOutputStreamNoFinalizer(out, LEVEL);
    }
}
