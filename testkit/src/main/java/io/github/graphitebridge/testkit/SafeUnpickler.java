// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads a pickle of any protocol, 0 to 5, as carbon's SafeUnpickler under Python 3. It refuses
 * classes. Byte strings of Python 2 are text in UTF-8.
 *
 * <p>Thread-safety: none. Reads one pickle.
 */
final class SafeUnpickler extends Unpickler {
  /** The longest integer that Python reads, in digits; a float with more digits gains nothing. */
  private static final int MOST_DIGITS = 4300;

  @Override
  protected Object dispatch(short key) throws IOException {
    refuseEndless(key);
    switch (key) {
      // Every other opcode that makes an object needs a class from one of these.
      case Opcodes.GLOBAL, Opcodes.STACK_GLOBAL, Opcodes.INST ->
          throw new PickleException("it asks for a class");
      case Opcodes.STRING -> {
        super.dispatch(key);
        stack.add(text(PickleUtils.str2bytes((String) stack.pop())));
      }
      case Opcodes.BINSTRING, Opcodes.BINUNICODE -> stack.add(text(bytes(4)));
      case Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINUNICODE -> stack.add(text(bytes(1)));
      case Opcodes.BINUNICODE8 -> stack.add(text(bytes(8)));
      case Opcodes.BINBYTES -> stack.add(bytes(4));
      case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> stack.add(bytes(8));
      case Opcodes.LONG4 -> stack.add(PickleUtils.decode_long(bytes(4)));
      // The library's own does not know inf and nan.
      case Opcodes.FLOAT -> stack.add(LineParser.number(PickleUtils.readline(input).strip()));
      default -> {
        return super.dispatch(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  /**
   * Reads a length, and that many bytes. The library's own method reserves memory for the length
   * before it sees the bytes: a wrong length would take all memory.
   */
  private byte[] bytes(int lengthBytes) throws IOException {
    byte[] littleEndian = new byte[Long.BYTES];
    PickleUtils.readbytes_into(input, littleEndian, 0, lengthBytes);
    long length = PickleUtils.bytes_to_long(littleEndian, 0);
    if (length < 0 || length > input.available()) {
      throw new PickleException(length + " bytes announced, " + input.available() + " there");
    }
    return PickleUtils.readbytes(input, length);
  }

  /** Refuses what would keep the library busy for minutes, or for ever. */
  private void refuseEndless(short key) throws IOException {
    switch (key) {
      case Opcodes.INT, Opcodes.LONG, Opcodes.FLOAT -> checkDigits();
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        checkKey(stack.peek());
        stack.add(value);
      }
      case Opcodes.SETITEMS, Opcodes.DICT -> checkKeys(2);
      case Opcodes.ADDITEMS, Opcodes.FROZENSET -> checkKeys(1);
      default -> {}
    }
  }

  /** Checks the keys after the mark, one in every {@code step} objects, and puts all back. */
  private void checkKeys(int step) {
    List<Object> items = stack.pop_all_since_marker();
    for (int i = 0; i < items.size(); i += step) {
      checkKey(items.get(i));
    }
    stack.add_mark();
    items.forEach(stack::add);
  }

  /** Checks a number in digits, which could keep the library busy for minutes. */
  private void checkDigits() throws IOException {
    input.mark(input.available());
    int digits = 0;
    int next = input.read();
    while (next >= 0 && next != '\n') {
      digits++;
      next = input.read();
    }
    input.reset();
    if (digits > MOST_DIGITS + "-L".length()) {
      throw new PickleException("a number of " + digits + " digits");
    }
  }

  /**
   * Refuses what Python cannot hash, and frozen sets, which it can. The hash code of an object that
   * contains itself, or the same object twice at each level, would take for ever.
   */
  private static void checkKey(Object key) {
    if (key instanceof Collection || key instanceof Map) {
      throw new PickleException("a list, a set or a dict is a key");
    }
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new PickleException("invalid UTF-8", e);
    }
  }
}
