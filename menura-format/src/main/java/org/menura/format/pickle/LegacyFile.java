package org.menura.format.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.pickle.Value.BigInt;
import org.menura.format.pickle.Value.Constant;
import org.menura.format.pickle.Value.Dict;
import org.menura.format.pickle.Value.Int;
import org.menura.format.pickle.Value.Sequence;
import org.menura.format.pickle.Value.Storage;
import org.menura.format.pickle.Value.Text;
import org.menura.tensor.dtype.DType;

/**
 * Files of PyTorch before 1.6: pickles of a magic number, a version, facts about the machine, the object and the keys
 * of its storages, then each storage as its element count and its elements.
 */
final class LegacyFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    /** Of pickles, "(": what begins with less is none. */
    private static final int LEAST_OPERATION = 0x28;

    private LegacyFile() {}

    static SequencedMap<String, TensorEntry> read(MemorySegment file, String source) {
        PickleInput in = new PickleInput(file, source);
        if (file.byteSize() > 0 && Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, 0)) < LEAST_OPERATION) {
            throw new FormatException(
                    source + " is not a file that torch.save wrote; where CTranslate2 wrote it, name the"
                            + " model that it was converted from");
        }
        if (file.byteSize() == 0 || !(Unpickler.load(in, source) instanceof BigInt(var magic) && magic.equals(MAGIC))) {
            throw new FormatException(source + " is not a file that torch.save wrote");
        }
        if (!(Unpickler.load(in, source) instanceof Int(var version) && version == VERSION)) {
            throw new FormatException(
                    "%s has a version of PyTorch's old format other than %d".formatted(source, VERSION));
        }
        if (Unpickler.load(in, source) instanceof Dict(var machine) && machine.get("little_endian") == Constant.FALSE) {
            throw new FormatException(
                    source + " was saved on a big-endian machine; save it again on a little-endian one");
        }
        Map<String, Storage> named = new HashMap<>();
        Value root = Unpickler.load(in, source, named);
        if (!(Unpickler.load(in, source) instanceof Sequence(var keys))) {
            throw in.damaged("something else where the list of storages is due");
        }
        Map<String, MemorySegment> storages = new HashMap<>();
        for (Value key : keys) {
            if (!(key instanceof Text(var name)) || !named.containsKey(name)) {
                throw in.damaged("a storage that no tensor names");
            }
            if (storages.put(name, elements(in, named.get(name))) != null) {
                throw in.damaged("the storage %s twice".formatted(PickleInput.brief(name)));
            }
        }
        return StateDict.collect(root, storage -> find(storages, storage.key(), source), source);
    }

    private static MemorySegment elements(PickleInput in, Storage storage) {
        DType dtype = storage.dtype();
        long count = in.int64();
        try {
            return in.slice(Math.multiplyExact(count, dtype == null ? 1 : dtype.blockBytes()));
        } catch (ArithmeticException e) {
            throw in.damaged("a storage of %s elements".formatted(Long.toUnsignedString(count)), e);
        }
    }

    private static MemorySegment find(Map<String, MemorySegment> storages, String key, String source) {
        MemorySegment storage = storages.get(key);
        if (storage == null) {
            throw new FormatException(
                    "%s is damaged: the storage %s is missing".formatted(source, PickleInput.brief(key)));
        }
        return storage;
    }
}
