package org.menura.model.gguf;

import java.util.List;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * Turns one tensor of a GGUF file into one or several of a Hugging Face checkpoint, and back. Tensors that do not have
 * the sizes that a conversion expects end in {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
 */
public interface Conversion {
    /** The Hugging Face tensor number {@code part} of a GGUF tensor. */
    Tensor toHuggingFace(Tensor gguf, int part);

    /** The GGUF tensor of all its Hugging Face tensors. */
    Tensor toGguf(List<Tensor> parts);

    /** Shape of a part. */
    default Shape shape(Shape gguf, int part) {
        return gguf;
    }

    /** Shape of the GGUF tensor of parts of the given shapes. */
    default Shape ggufShape(List<Shape> parts) {
        return parts.getFirst();
    }

    /** Type of a part; what is computed becomes F32. */
    default DType dtype(DType gguf) {
        return gguf;
    }

    /** This conversion on the checkpoint's side of {@code inner}, which is on the file's. */
    default Conversion after(Conversion inner) {
        Conversion outer = this;
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return outer.toHuggingFace(inner.toHuggingFace(gguf, 0), part);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return inner.toGguf(List.of(outer.toGguf(parts)));
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return outer.shape(inner.shape(gguf, 0), part);
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return inner.ggufShape(List.of(outer.ggufShape(parts)));
            }

            @Override
            public DType dtype(DType gguf) {
                return outer.dtype(inner.dtype(gguf));
            }
        };
    }
}
