package io.github.flows4j.io.torch;

import io.github.flows4j.spec.json.JsonProblem;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a pickle, the program for a stack machine in which Python stores objects, with almost
 * everything left out. It builds texts, numbers, lists, tuples, dicts and tensors' descriptions;
 * classes and functions stay names, of which the few in {@link Globals} mean something and all
 * others are refused. Memory grows with the program's length, not with what it claims.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the opcodes</a>
 */
final class Unpickler {
  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final List<Object> memo = new ArrayList<>();

  private Unpickler(byte[] program) {
    in = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * What a pickle holds: a {@link PyDict}, {@link PyList} or {@link TensorView}, a text, number or
   * truth value, or {@link PyDict#NONE}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Object run(byte[] program) {
    try {
      return new Unpickler(program).run();
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("its pickle ends too early", e);
    }
  }

  private Object run() {
    while (true) {
      int at = in.position();
      int opcode = in.get() & 0xff;
      if (opcode == '.') return pop();
      if (!structure(opcode) && !literal(opcode) && !text(opcode))
        throw new IllegalArgumentException(
            String.format("opcode 0x%02x at byte %d of its pickle is not known", opcode, at));
    }
  }

  /** Carries out what moves things about. */
  private boolean structure(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol();
      case 0x95 -> in.getLong(); // a frame's length: for readers of streams
      case '(' -> stack.add(MARK);
      case '0' -> pop();
      case '1' -> popMark();
      case '2' -> stack.add(top());
      case 'q' -> remember(in.get() & 0xff);
      case 'r' -> remember(in.getInt());
      case 0x94 -> memo.add(top());
      case 'h' -> stack.add(remembered(in.get() & 0xff));
      case 'j' -> stack.add(remembered(in.getInt()));
      case 't' -> stack.add(new PyList(popMark()));
      case 0x85, 0x86, 0x87 -> stack.add(new PyList(pop(opcode - 0x84)));
      case 'a' -> append(pop(1));
      case 'e' -> append(popMark());
      case 's' -> set(pop(2));
      case 'u' -> set(popMark());
      case 'c' -> stack.add(Globals.named(line() + "." + line()));
      case 0x93 -> {
        List<Object> names = pop(2);
        if (!(names.get(0) instanceof String module && names.get(1) instanceof String name))
          throw wrong("a global without a name");
        stack.add(Globals.named(module + "." + name));
      }
      case 'R' -> {
        List<Object> call = pop(2);
        stack.add(Globals.call(call.get(0), call.get(1)));
      }
      case 'Q' -> stack.add(Globals.storage(pop()));
      case 'b' -> {
        pop();
        // What a state dict carries beside its tensors are versions of modules.
        if (!(top() instanceof PyDict)) throw wrong("attributes of something that is no dict");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Carries out what puts a plain value on the stack. */
  private boolean literal(int opcode) {
    switch (opcode) {
      case 'N' -> stack.add(PyDict.NONE);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'K' -> stack.add((long) (in.get() & 0xff));
      case 'M' -> stack.add((long) (in.getShort() & 0xffff));
      case 'J' -> stack.add((long) in.getInt());
      case 0x8a -> stack.add(big(in.get() & 0xff));
      case 0x8b -> stack.add(big(in.getInt()));
      case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case '}' -> stack.add(new PyDict());
      case ']', ')' -> stack.add(new PyList(List.of()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean text(int opcode) {
    switch (opcode) {
      case 'X' -> stack.add(utf8(in.getInt()));
      case 0x8c -> stack.add(utf8(in.get() & 0xff));
      case 0x8d -> stack.add(utf8(in.getLong()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol() {
    int version = in.get() & 0xff;
    if (version < 2 || version > 5)
      throw new IllegalArgumentException("its pickle's protocol must be 2 to 5, is " + version);
  }

  private Object top() {
    if (stack.isEmpty()) throw wrong("an empty stack");
    Object top = stack.get(stack.size() - 1);
    if (top == MARK) throw wrong("a mark where a value should be");
    return top;
  }

  private Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> pop(int count) {
    Object[] popped = new Object[count];
    for (int i = count - 1; i >= 0; i--) popped[i] = pop();
    return new ArrayList<>(List.of(popped));
  }

  private List<Object> popMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw wrong("no mark");
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> popped = new ArrayList<>(above);
    above.clear();
    stack.remove(mark);
    return popped;
  }

  private Object remembered(int index) {
    if (index < 0 || index >= memo.size()) throw wrong("nothing remembered under " + index);
    return memo.get(index);
  }

  /** Python counts these up from 0. */
  private void remember(int index) {
    if (index < 0 || index > memo.size()) throw wrong("remembered out of turn as " + index);
    if (index == memo.size()) memo.add(top());
    else memo.set(index, top());
  }

  private void append(List<Object> values) {
    if (!(top() instanceof PyList list)) throw wrong("an element of something that is no list");
    list.addAll(values);
  }

  private void set(List<Object> pairs) {
    if (!(top() instanceof PyDict dict)) throw wrong("a member of something that is no dict");
    if (pairs.size() % 2 != 0) throw wrong("a key without a value");
    for (int i = 0; i < pairs.size(); i += 2) dict.put(pairs.get(i), pairs.get(i + 1));
  }

  /** A whole number of so many bytes, the lowest first. */
  private long big(int bytes) {
    if (bytes < 0 || bytes > 8)
      throw new IllegalArgumentException("its pickle has a whole number of " + bytes + " bytes");
    long value = 0;
    byte last = 0;
    for (int i = 0; i < bytes; i++) {
      last = in.get();
      value |= (last & 0xffL) << (8 * i);
    }
    return last < 0 && bytes < 8 ? value - (1L << (8 * bytes)) : value;
  }

  private String utf8(long length) {
    // A claim of more than is there is refused before anything is allocated for it.
    if (length < 0 || length > in.remaining()) throw new BufferUnderflowException();
    return utf8((int) length);
  }

  private String utf8(int length) {
    if (length < 0 || length > in.remaining()) throw new BufferUnderflowException();
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its pickle has a text that is not UTF-8", e);
    }
  }

  private String line() {
    int start = in.position();
    while (in.get() != '\n') {
      // to the end of the line
    }
    int end = in.position() - 1;
    in.position(start);
    String line = utf8(end - start);
    in.get();
    return line;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "its pickle is damaged: " + what + " before byte " + in.position());
  }

  /** A name in a message. */
  static String shown(String name) {
    return name.matches("[A-Za-z0-9_.]{1,120}") ? name : JsonProblem.quote(name);
  }
}
