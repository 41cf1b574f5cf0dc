package org.menura.format.pickle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.pickle.Value.Constant;
import org.menura.format.pickle.Value.Dict;
import org.menura.format.pickle.Value.Global;
import org.menura.format.pickle.Value.Int;
import org.menura.format.pickle.Value.Sequence;
import org.menura.format.pickle.Value.Storage;
import org.menura.format.pickle.Value.StoredTensor;
import org.menura.format.pickle.Value.Text;
import org.menura.tensor.dtype.DType;

/**
 * The functions and classes that a pickle may name. Calling one builds a tensor or a container here; no code of the
 * pickle's choice runs, and every other name is refused.
 */
final class Globals {
    private static final int MAX_RANK = 64;
    private static final int MAX_COPIED = 4_000_000;

    private static final Map<String, DType> STORAGES = Map.ofEntries(
            Map.entry("DoubleStorage", DType.F64),
            Map.entry("FloatStorage", DType.F32),
            Map.entry("HalfStorage", DType.F16),
            Map.entry("BFloat16Storage", DType.BF16),
            Map.entry("Float8_e4m3fnStorage", DType.F8_E4M3),
            Map.entry("Float8_e5m2Storage", DType.F8_E5M2),
            Map.entry("LongStorage", DType.I64),
            Map.entry("IntStorage", DType.I32),
            Map.entry("ShortStorage", DType.I16),
            Map.entry("CharStorage", DType.I8),
            Map.entry("ByteStorage", DType.U8),
            Map.entry("BoolStorage", DType.BOOL));

    private static final Map<String, DType> DTYPES = Map.ofEntries(
            Map.entry("torch.float64", DType.F64),
            Map.entry("torch.float32", DType.F32),
            Map.entry("torch.float16", DType.F16),
            Map.entry("torch.bfloat16", DType.BF16),
            Map.entry("torch.float8_e4m3fn", DType.F8_E4M3),
            Map.entry("torch.float8_e5m2", DType.F8_E5M2),
            Map.entry("torch.int64", DType.I64),
            Map.entry("torch.int32", DType.I32),
            Map.entry("torch.int16", DType.I16),
            Map.entry("torch.int8", DType.I8),
            Map.entry("torch.uint8", DType.U8),
            Map.entry("torch.bool", DType.BOOL));

    private static final Set<String> UNTYPED =
            Set.of("torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage.TypedStorage");

    private static final Set<String> OTHERS = Set.of(
            "collections.OrderedDict",
            "collections.defaultdict",
            "_codecs.encode",
            "builtins.set",
            "builtins.frozenset",
            "__builtin__.set",
            "__builtin__.frozenset",
            "builtins.dict",
            "builtins.list",
            "torch.Size",
            "torch.device",
            "torch.Tensor",
            "torch.nn.parameter.Parameter",
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_tensor_v3",
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            "torch._tensor._rebuild_from_type_v2");

    private final PickleInput in;
    private final String source;
    private final Map<String, Storage> storages;
    private long copied;

    Globals(PickleInput in, String source, Map<String, Storage> storages) {
        this.in = in;
        this.source = source;
        this.storages = storages;
    }

    /** The function or class of a name. */
    Global find(String module, String name) {
        String full = module + "." + name;
        if (OTHERS.contains(full) || DTYPES.containsKey(full) || UNTYPED.contains(full) || storageType(full) != null) {
            return new Global(full);
        }
        throw new FormatException(
                "%s names %s: only tensors and containers are read, nothing that runs code; save the state dict alone"
                        .formatted(source, PickleInput.brief(full)));
    }

    /** What a persistent id stands for: ("storage", type, key, device, elements, view). */
    Storage storage(Value id) {
        List<Value> parts = items(id, "a persistent id", 5);
        if (!(parts.get(0) instanceof Text(var kind) && kind.equals("storage"))) {
            throw in.damaged("a persistent id that is no storage");
        }
        String type = parts.get(1) instanceof Global(var name) ? name : "";
        DType dtype = storageType(type);
        if (dtype == null && !UNTYPED.contains(type)) {
            throw in.damaged("a storage without a type");
        }
        long view =
                parts.size() > 5 && parts.get(5) instanceof Sequence(var v) && v.size() == 3 ? integer(v.get(1)) : 0;
        Storage storage = new Storage(text(parts.get(2)), dtype, integer(parts.get(4)), view);
        Storage before = storages.putIfAbsent(storage.key(), storage);
        if (before != null && before.dtype() != dtype) {
            throw in.damaged("the storage %s with two types".formatted(PickleInput.brief(storage.key())));
        }
        return storage;
    }

    /** The result of a call. */
    Value call(Value function, Value arguments) {
        if (!(function instanceof Global(var name))) {
            throw in.damaged("a call of something that is no function");
        }
        List<Value> args = items(arguments, "arguments", 0);
        return switch (name) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(args, null);
            case "torch._utils._rebuild_tensor_v3" ->
                tensor(args, args.size() > 6 && args.get(6) instanceof Global(var t) ? DTYPES.get(t) : null);
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
                items(arguments, "arguments of " + name, 1).getFirst();
            case "torch._tensor._rebuild_from_type_v2" -> {
                List<Value> four = items(arguments, "arguments of " + name, 3);
                if (!(four.getFirst() instanceof Global(var f) && f.startsWith("torch._utils._rebuild_"))) {
                    throw in.damaged("a tensor of an unknown class");
                }
                yield call(four.getFirst(), four.get(2));
            }
            case "collections.OrderedDict", "builtins.dict" -> dict(args);
            case "collections.defaultdict" -> new Dict(new LinkedHashMap<>());
            case "torch.Size",
                    "builtins.list",
                    "builtins.set",
                    "builtins.frozenset",
                    "__builtin__.set",
                    "__builtin__.frozenset" ->
                args.isEmpty() ? new Sequence(List.of()) : new Sequence(items(args.getFirst(), name, 0));
            case "torch.device", "_codecs.encode" -> Constant.OTHER;
            default -> throw in.damaged("a call of " + name);
        };
    }

    private Dict dict(List<Value> args) {
        Map<String, Value> items = new LinkedHashMap<>();
        if (!args.isEmpty()) {
            List<Value> pairs = items(args.getFirst(), "items of a dictionary", 0);
            copied += pairs.size();
            if (copied > MAX_COPIED) {
                throw in.damaged("more than %d entries in dictionaries".formatted(MAX_COPIED));
            }
            for (Value pair : pairs) {
                List<Value> keyAndValue = items(pair, "an item of a dictionary", 2);
                items.put(key(keyAndValue.get(0)), keyAndValue.get(1));
            }
        }
        return new Dict(items);
    }

    /** A dictionary's key as part of a name. */
    String key(Value key) {
        return switch (key) {
            case Text(var text) -> text;
            case Int(var number) -> Long.toString(number);
            case Value.Real(var number) -> Double.toString(number);
            case Constant constant -> constant.name();
            default -> throw in.damaged("a dictionary's key that is neither text nor number");
        };
    }

    private StoredTensor tensor(List<Value> args, @Nullable DType given) {
        if (args.size() < 4 || !(args.get(0) instanceof Storage storage)) {
            throw in.damaged("a tensor without storage, offset, sizes and strides");
        }
        long[] sizes = integers(args.get(2));
        long[] strides = integers(args.get(3));
        DType dtype = given != null ? given : storage.dtype();
        if (dtype == null) {
            throw in.damaged("a tensor without a type that is supported");
        }
        if (sizes.length != strides.length) {
            throw in.damaged("a tensor with %d sizes and %d strides".formatted(sizes.length, strides.length));
        }
        return new StoredTensor(storage, dtype, integer(args.get(1)), sizes, strides);
    }

    private List<Value> items(Value value, String what, int least) {
        if (value instanceof Sequence(var items) && items.size() >= least) {
            return items;
        }
        throw in.damaged(what + " of the wrong kind");
    }

    private long[] integers(Value value) {
        List<Value> items = items(value, "sizes", 0);
        if (items.size() > MAX_RANK) {
            throw in.damaged("a tensor of %d dimensions".formatted(items.size()));
        }
        return items.stream().mapToLong(this::integer).toArray();
    }

    private long integer(Value value) {
        if (value instanceof Int(var number)) {
            return number;
        }
        throw in.damaged("something else where a whole number is due");
    }

    private String text(Value value) {
        if (value instanceof Text(var text)) {
            return text;
        }
        throw in.damaged("something else where a text is due");
    }

    private static @Nullable DType storageType(String global) {
        for (String module : List.of("torch.cuda.", "torch.")) {
            if (global.startsWith(module)) {
                return STORAGES.get(global.substring(module.length()));
            }
        }
        return null;
    }
}
