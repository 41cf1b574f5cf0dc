"""llama.cpp's library, as the Python package xllamacpp ships it: the few calls of its C interface that comparisons take."""

import ctypes
import os

import numpy
import xllamacpp

F16, F32, CHUNK = 1, 0, 512
# Where the fields of llama_context_params lie, with the defaults by which another layout is noticed.
LAYOUT = {"n_ctx": (0, 512), "n_batch": (4, 2048), "n_ubatch": (8, 512), "threads": (28, 4), "batch_threads": (32, 4), "flash_attn": (52, -1), "type_k": (104, F16), "type_v": (108, F16)}
NO_FLASH_ATTENTION = 0


class Params(ctypes.Structure):
    """A struct of parameters, larger than llama.cpp's own: the callee reads as much as it knows."""

    _fields_ = [("bytes", ctypes.c_byte * 1024)]

    def get(self, offset):
        return ctypes.c_int32.from_buffer(self, offset).value

    def set(self, offset, value):
        ctypes.c_int32.from_buffer(self, offset).value = value


class Batch(ctypes.Structure):
    """llama_batch."""

    _fields_ = [
        ("n_tokens", ctypes.c_int32),
        ("token", ctypes.POINTER(ctypes.c_int32)),
        ("embd", ctypes.POINTER(ctypes.c_float)),
        ("pos", ctypes.POINTER(ctypes.c_int32)),
        ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
        ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))),
        ("logits", ctypes.POINTER(ctypes.c_int8)),
    ]


LOG = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
QUIET = LOG(lambda level, text, data: None)


def library():
    lib = ctypes.CDLL(xllamacpp.xllamacpp.__file__)
    pointer = ctypes.c_void_p
    for name, result, arguments in (
        ("llama_log_set", None, (LOG, pointer)),
        ("llama_model_default_params", Params, ()),
        ("llama_context_default_params", Params, ()),
        ("llama_model_load_from_file", pointer, (ctypes.c_char_p, Params)),
        ("llama_init_from_model", pointer, (pointer, Params)),
        ("llama_model_get_vocab", pointer, (pointer,)),
        ("llama_vocab_n_tokens", ctypes.c_int32, (pointer,)),
        ("llama_tokenize", ctypes.c_int32, (pointer, ctypes.c_char_p, ctypes.c_int32, pointer, ctypes.c_int32, ctypes.c_bool, ctypes.c_bool)),
        ("llama_get_memory", pointer, (pointer,)),
        ("llama_memory_clear", None, (pointer, ctypes.c_bool)),
        ("llama_batch_init", Batch, (ctypes.c_int32, ctypes.c_int32, ctypes.c_int32)),
        ("llama_decode", ctypes.c_int32, (pointer, Batch)),
        ("llama_get_logits_ith", ctypes.POINTER(ctypes.c_float), (pointer, ctypes.c_int32)),
        ("llama_free", None, (pointer,)),
        ("llama_model_free", None, (pointer,)),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    lib.llama_log_set(QUIET, None)
    return lib


class Llama:
    """A GGUF file in llama.cpp, with float32 keys and values and without flash attention."""

    def __init__(self, path, context=CHUNK):
        self.lib = library()
        self.model = self.lib.llama_model_load_from_file(str(path).encode(), self.lib.llama_model_default_params())
        if not self.model:
            raise ValueError(f"llama.cpp does not load {path}")
        self.vocab = self.lib.llama_model_get_vocab(self.model)
        params = self.lib.llama_context_default_params()
        for name, (offset, usual) in LAYOUT.items():
            if params.get(offset) != usual:
                raise ValueError(f"this llama.cpp has another layout of its parameters ({name} is {params.get(offset)})")
        # Its threads wait for each other busily: on processors that do other work too, fewer are faster.
        threads = max(1, (os.cpu_count() or 1) // 2)
        settings = {
            "n_ctx": context,
            "n_batch": context,
            "n_ubatch": context,
            "threads": threads,
            "batch_threads": threads,
            "flash_attn": NO_FLASH_ATTENTION,
            "type_k": F32,
            "type_v": F32,
        }
        for name, value in settings.items():
            params.set(LAYOUT[name][0], value)
        self.context = self.lib.llama_init_from_model(self.model, params)
        self.batch = self.lib.llama_batch_init(context, 0, 1)
        self.size = self.lib.llama_vocab_n_tokens(self.vocab)
        self.position = 0

    def tokens(self, text):
        """The ids of a text, with the tokens that begin it."""
        raw = text.encode()
        ids = (ctypes.c_int32 * (len(raw) + 8))()
        count = self.lib.llama_tokenize(self.vocab, raw, len(raw), ids, len(ids), True, True)
        return list(ids[:count])

    def log_probs(self, ids, keep=None):
        """Log-probabilities after each of the ids, or after the last `keep`, in a session of their own."""
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)
        self.position = 0
        return self.go_on(ids, keep)

    def go_on(self, ids, keep=None):
        """The same for ids that follow those before."""
        keep = len(ids) if keep is None else keep
        b = self.batch
        b.n_tokens = len(ids)
        for i, token in enumerate(ids):
            b.token[i], b.pos[i], b.n_seq_id[i], b.seq_id[i][0] = token, self.position + i, 1, 0
            b.logits[i] = i >= len(ids) - keep
        if self.lib.llama_decode(self.context, b) != 0:
            raise ValueError("llama.cpp could not compute a pass")
        self.position += len(ids)
        rows = []
        for i in range(len(ids) - keep, len(ids)):
            row = numpy.ctypeslib.as_array(self.lib.llama_get_logits_ith(self.context, i), (self.size,)).astype(numpy.float64)
            top = row.max()
            rows.append(row - top - numpy.log(numpy.exp(row - top).sum()))
        return rows

    def greedy(self, ids, count):
        """The ids of the likeliest continuation, and the log-probabilities of each step."""
        row = self.log_probs(ids, 1)[0]
        chosen, rows = [], []
        for _ in range(count):
            chosen.append(int(row.argmax()))
            rows.append(row)
            row = self.go_on(chosen[-1:], 1)[0]
        return chosen, rows

    def perplexity(self, ids, bos):
        """Over chunks of 512 that begin with `bos`, second halves scored, as llama.cpp's tool does."""
        total, count = 0.0, 0
        for start in range(0, len(ids) - CHUNK + 1, CHUNK):
            chunk = ids[start : start + CHUNK]
            rows = self.log_probs([bos, *chunk[1:]], CHUNK // 2)
            for i in range(CHUNK // 2, CHUNK - 1):
                total -= rows[i - CHUNK // 2][chunk[i + 1]]
                count += 1
        return float(numpy.exp(total / count))

    def close(self):
        self.lib.llama_free(self.context)
        self.lib.llama_model_free(self.model)
