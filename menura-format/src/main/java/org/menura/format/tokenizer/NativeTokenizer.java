package org.menura.format.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The Hugging Face tokenizers library (Rust) through DJL's binding.
 *
 * <p>This uses the binding's lowest layer on purpose. DJL's own {@code HuggingFaceTokenizer} reports to its makers on
 * first use, truncates at 512 tokens, pads, and copies seven arrays out of every encoding; this layer does none of it.
 */
final class NativeTokenizer {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final String FLAVOR = "RUST_FLAVOR";
    private static @Nullable TokenizersLibrary library;

    private final TokenizersLibrary binding;
    private final long handle;

    /**
     * Loads a tokenizer. The library aborts the process on some malformed input, so the JSON must have passed
     * {@link TokenizerJsonCheck}.
     *
     * @throws FormatException if the library refuses the JSON
     */
    NativeTokenizer(String json) {
        binding = library();
        try {
            handle = binding.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw new FormatException("The tokenizer.json is not valid: " + firstLine(e) + ".", e);
        }
        TokenizersLibrary owner = binding;
        long pointer = handle;
        CLEANER.register(this, () -> owner.deleteTokenizer(pointer));
    }

    /** The ids of a text. */
    int[] encode(String text, boolean addSpecial) {
        try {
            long encoding = binding.encode(handle, text, addSpecial);
            try {
                return ints(binding.getTokenIds(encoding));
            } finally {
                binding.deleteEncoding(encoding);
            }
        } catch (RuntimeException e) {
            throw refused(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The ids and segments of two texts. */
    EncodedPair encode(String first, String second, boolean addSpecial) {
        try {
            long encoding = binding.encodeDual(handle, first, second, addSpecial);
            try {
                return new EncodedPair(ints(binding.getTokenIds(encoding)), ints(binding.getTypeIds(encoding)));
            } finally {
                binding.deleteEncoding(encoding);
            }
        } catch (RuntimeException e) {
            throw refused(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static FormatException refused(RuntimeException e) {
        return new FormatException("The tokenizer can't encode this text: " + firstLine(e) + ".", e);
    }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage()).strip();
        String line = message.lines().findFirst().orElse("no reason given");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static int[] ints(long[] ids) {
        int[] result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = Math.toIntExact(ids[i]);
        }
        return result;
    }

    /**
     * The library, loaded on first use. DJL would download a CUDA build where it sees a GPU and no offline switch; the
     * build for processors lies in the jar, so ask for that one.
     */
    private static synchronized TokenizersLibrary library() {
        TokenizersLibrary loaded = library;
        if (loaded != null) {
            return loaded;
        }
        String before = System.getProperty(FLAVOR);
        System.setProperty(FLAVOR, "cpu");
        try {
            LibUtils.checkStatus();
            library = TokenizersLibrary.LIB;
            return TokenizersLibrary.LIB;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new FormatException(
                    "The Hugging Face tokenizers library, which a tokenizer.json needs, can't be loaded on "
                            + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ": " + firstLine(e)
                            + " (its native part is unpacked to ~/.djl.ai, or to the folder that ENGINE_CACHE_DIR"
                            + " names).",
                    e);
        } finally {
            if (before == null) {
                System.clearProperty(FLAVOR);
            } else {
                System.setProperty(FLAVOR, before);
            }
        }
    }
}
