-- Since when a reaction is there: the `seq` of the entry that has put it there. Its people are named in that order.
ALTER TABLE reactions ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE reactions SET since = put.seq
  FROM (SELECT chat, target, sender, content ->> '$[0]' AS reaction, max(seq) AS seq
          FROM entries WHERE kind = 'reaction' AND content ->> '$[1]'
         GROUP BY 1, 2, 3, 4) AS put
 WHERE put.chat = reactions.chat AND put.target = reactions.seq
   AND put.reaction = reactions.reaction AND put.sender = reactions.person;
