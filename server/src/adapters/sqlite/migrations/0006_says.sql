-- Who says the message that has this place; of what is none, or was deleted, nobody. What is unread is counted here,
-- where the entries of a chat lie side by side, and not in the log, where each lies among those of all others.
ALTER TABLE places ADD COLUMN says INTEGER;
UPDATE places SET says = entries.sender FROM entries
 WHERE entries.id = places.entry AND kind = 'message' AND deleted = 0;
CREATE TRIGGER unsay AFTER UPDATE OF deleted ON entries WHEN new.deleted = 1
BEGIN
  UPDATE places SET says = NULL WHERE chat = new.chat AND seq = new.seq;
END;
