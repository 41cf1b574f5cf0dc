package org.menura.format.pickle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.Hostile;

@Tag("slow")
class HostilePickleTest {
    @Test
    void functionsAreRefusedByName() {
        refused(new Pickle().global("posix", "system").raw("(").text("true").raw("tR"), "posix.system");
        refused(new Pickle().global("os", "system"), "os.system");
        refused(new Pickle().global("builtins", "eval").text("1").raw(0x85).raw("R"), "builtins.eval");
        refused(new Pickle().global("__builtin__", "exec"), "__builtin__.exec");
        refused(new Pickle().text("subprocess").text("Popen").raw(0x93), "subprocess.Popen");
        refused(new Pickle().raw("(").text("true").raw("ios\nsystem\n"), "os.system");
        refused(new Pickle().raw("(").global("os", "system").text("true").raw("o"), "os.system");
        refused(
                new Pickle()
                        .global("torch.nn.modules.linear", "Linear")
                        .raw(")")
                        .raw(0x81),
                "torch.nn.modules.linear.Linear");
        refused(new Pickle().global("torch.hub", "load"), "torch.hub.load");
        refused(new Pickle().global("numpy.core.multiarray", "_reconstruct"), "numpy.core.multiarray._reconstruct");
        refused(new Pickle().global("torch._utils", "_rebuild_tensor_v2.__globals__"), "__globals__");
    }

    @Test
    void permittedNamesCannotBeMisused() {
        refused(new Pickle().global("torch", "float32").raw(")R"), "torch.float32");
        refused(new Pickle().raw("(").global("collections", "OrderedDict").raw("o"), "damaged");
        refused(new Pickle().raw("(icollections\nOrderedDict\n"), "collections.OrderedDict");
        refused(new Pickle().text("a").raw(")R"), "no function");
        refused(new Pickle().text("a").raw("}b"), "state");
        refused(
                new Pickle()
                        .global("torch._tensor", "_rebuild_from_type_v2")
                        .raw("(")
                        .global("torch", "Size")
                        .raw(")))tR"),
                "unknown class");
        refused(new Pickle().raw(0x82, 1), "0x82");
        refused(new Pickle().raw("Pid\n"), "0x50");
        refused(new Pickle().raw(0x97), "0x97");
        refused(new Pickle().raw("(").text("module").raw("NNNNtQ"), "storage");
    }

    @Test
    void stackAndMemoAreChecked() {
        refused(new Pickle(), "operand");
        refused(new Pickle().raw("0"), "mark");
        refused(new Pickle().raw("t"), "mark");
        refused(new Pickle().raw("N").raw(0x87), "operands");
        refused(new Pickle().raw("h").raw(9), "value 9");
        refused(new Pickle().raw("g-1\n"), "value -1");
        refused(new Pickle().raw("Na"), "damaged");
        refused(new Pickle().raw("NNs"), "damaged");
        refused(new Pickle().raw("}(Nu"), "damaged");
        refused(new Pickle().raw("}]Ns"), "key");
        refused(new Pickle().raw("N("), "operands");
        refused(new Pickle().protocol(9), "protocol 9");
    }

    @Test
    void lengthsAreChecked() {
        refused(new Pickle().raw("X").raw(0xff, 0xff, 0xff, 0xff), "damaged");
        refused(new Pickle().raw("X").raw(0xff, 0xff, 0xff, 0), "left");
        refused(new Pickle().raw(0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), "damaged");
        refused(new Pickle().raw(0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), "left");
        refused(new Pickle().raw(0x8b, 0xff, 0xff, 0xff, 0xff), "-1 bytes");
        refused(new Pickle().raw(0x8b, 0xff, 0xff, 0xff, 0x7f), "2147483647 bytes");
        refused(new Pickle().raw("T").raw(0xff, 0xff, 0xff, 0xff), "left");
        refused(new Pickle().raw("I" + "9".repeat(3000) + "\n"), "whole number");
        refused(new Pickle().raw("L" + "9".repeat(100_000) + "L\n"), "line");
        refused(new Pickle().raw("Fone\n"), "number");
    }

    @Test
    void containersCannotFillTheMemory() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            refused(new Pickle().raw("]".repeat(5_000_000)), "steps");
            refused(new Pickle().raw("(".repeat(5_000_000)), "steps");
            refused(new Pickle().raw("]0".repeat(3_000_000)), "steps");
            // A list that holds itself, and lists that hold the one before twice.
            refused(new Pickle().raw("]2a"), "deep");
            refused(doubling(60).raw("h").raw(0), "often");
            // A long list from which a dictionary is made again and again.
            refused(
                    new Pickle()
                            .raw("](")
                            .raw("]NaNaq")
                            .raw(1)
                            .raw("h")
                            .raw(1)
                            .raw("h\1".repeat(300_000))
                            .raw("eq")
                            .raw(2)
                            .raw("0")
                            .raw("ccollections\nOrderedDict\nh\2\205R0".repeat(100)),
                    "entries");
        });
    }

    @Test
    void nestingIsBounded() {
        Pickle deep = new Pickle();
        for (int i = 0; i < 100_000; i++) {
            deep.raw("]");
        }
        deep.raw("a".repeat(99_999));
        refused(deep, "deep");
    }

    @Test
    void tensorsMustLieInTheirStorage() {
        refusedTensor(6, 0, new long[] {7}, new long[] {1}, "storage");
        refusedTensor(6, 6, new long[] {1}, new long[] {1}, "storage");
        refusedTensor(6, -1, new long[] {1}, new long[] {1}, "storage");
        refusedTensor(6, Long.MAX_VALUE, new long[] {1}, new long[] {1}, "impossible");
        refusedTensor(6, 0, new long[] {2, 2}, new long[] {5, 1}, "storage");
        refusedTensor(6, 0, new long[] {2}, new long[] {-1}, "negative");
        refusedTensor(6, 0, new long[] {-2}, new long[] {1}, "impossible");
        refusedTensor(6, 0, new long[] {1L << 62, 4}, new long[] {0, 0}, "impossible");
        refusedTensor(6, 0, new long[] {1L << 40}, new long[] {0}, "over a storage");
        refusedTensor(6, 0, new long[] {2, 2}, new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, "impossible");
        refusedTensor(6, 0, new long[] {2, 2}, new long[] {1}, "strides");
        refusedTensor(6, 0, new long[65], new long[65], "65 dimensions");
        refused(new Pickle().vector("7", 6), "data/7 is missing");
        refused(
                new Pickle()
                        .raw("}(")
                        .text("a.b")
                        .vector("0", 6)
                        .text("a")
                        .raw("}")
                        .text("b")
                        .vector("0", 6)
                        .raw("su"),
                "two tensors with the name a.b");
    }

    @Test
    void zipFilesOfOtherKinds() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("word/document.xml", new byte[10]);
        Hostile.assertRefused(Pickle.zip(entries, ZipEntry.STORED), PickleFile::of, "data.pkl");
        entries.put("a/data.pkl", new Pickle().vector("0", 6).end());
        entries.put("a/byteorder", "big".getBytes(StandardCharsets.UTF_8));
        Hostile.assertRefused(Pickle.zip(entries, ZipEntry.STORED), PickleFile::of, "big-endian");
    }

    @Test
    void compressedEntriesAreRefusedByName() {
        Map<String, byte[]> bomb = new LinkedHashMap<>();
        bomb.put("a/data.pkl", new byte[50_000_000]);
        Hostile.assertRefused(Pickle.zip(bomb, ZipEntry.DEFLATED), PickleFile::of, "a/data.pkl", "compressed");
    }

    @Test
    void zipOffsetsAreChecked() {
        byte[] file = Pickle.zip(new Pickle().vector("0", 6).end(), Map.of("0", new byte[24]));
        int end = file.length - 22;
        int central = (file[end + 16] & 0xff) | ((file[end + 17] & 0xff) << 8);
        for (int field : new int[] {end + 12, end + 16, central + 20, central + 24, central + 42}) {
            for (int value : new int[] {-1, Integer.MAX_VALUE, 1}) {
                byte[] damaged = file.clone();
                for (int i = 0; i < 4; i++) {
                    damaged[field + i] = (byte) (value >>> (8 * i));
                }
                Hostile.assertRefused(damaged, PickleFile::of, "damaged");
            }
        }
        byte[] many = file.clone();
        many[end + 10] = (byte) 0xff;
        many[end + 11] = (byte) 0x7f;
        Hostile.assertRefused(many, PickleFile::of, "damaged");
    }

    @Test
    void duplicateEntriesAreRefused() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a/data.pkl", new Pickle().vector("0", 6).end());
        entries.put("a/data.pkx", new Pickle().vector("0", 6).end());
        byte[] file = Pickle.zip(entries, ZipEntry.STORED);
        String text = new String(file, StandardCharsets.ISO_8859_1).replace("data.pkx", "data.pkl");
        Hostile.assertRefused(text.getBytes(StandardCharsets.ISO_8859_1), PickleFile::of, "two entries a/data.pkl");
    }

    @Test
    void otherFilesAreRefused() {
        Hostile.assertRefused("<html>not found</html>".getBytes(StandardCharsets.UTF_8), PickleFile::of, "file");
        Hostile.assertRefused(
                new Pickle().protocol(2).raw("N").end(), PickleFile::of, "not a file that torch.save wrote");
        Hostile.assertRefused(new Pickle().protocol(2).global("os", "system").end(), PickleFile::of, "os.system");
        Hostile.assertRefused(new byte[0], PickleFile::of, "torch.save");
        Hostile.assertRefused(
                "\6\0\0\0\14\0WhisperSpec\0".getBytes(StandardCharsets.UTF_8), PickleFile::of, "CTranslate2");
    }

    private static Pickle doubling(int times) {
        Pickle pickle = new Pickle().raw("]q").raw(0);
        for (int i = 0; i < times; i++) {
            pickle.raw("0](h").raw(0).raw("h").raw(0).raw("eq").raw(0);
        }
        return pickle;
    }

    private static void refusedTensor(int elements, long offset, long[] sizes, long[] strides, String part) {
        refused(new Pickle().tensor("FloatStorage", "0", elements, offset, sizes, strides), part);
    }

    private static void refused(Pickle pickle, String... parts) {
        Hostile.assertRefused(Pickle.zip(pickle.end(), Map.of("0", new byte[24])), PickleFile::of, parts);
    }
}
